"""Prints what tnefparse reads of TNEF streams as JSON: path → attachments, or what it says where it cannot.

Usage: tnef_streams.py FILE...
"""

import hashlib
import json
import logging
import sys

import tnefparse


def attachments(stream):
    found = []
    for each in stream.attachments:
        data = each.data if isinstance(each.data, bytes) else b""
        inner = getattr(each, "embed", None)
        found.append({"name": (each.long_filename() or "").rstrip("\0"), "size": len(data), "isMessage": bool(inner),
                      "sha256": hashlib.sha256(data).hexdigest()})
    return found


def main():
    logging.disable(logging.CRITICAL)
    found = {}
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            data = file.read()
        try:
            found[path] = {"attachments": attachments(tnefparse.TNEF(data))}
        except Exception as error:
            found[path] = {"error": f"{type(error).__name__}: {error}", "attachments": []}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
