"""Prints what Python's email package reads of Internet messages as JSON: path → message.

Usage: internet_mail.py FILE...
"""

import email
import email.header
import email.policy
import email.utils
import hashlib
import json
import sys


def decoded(value):
    if value is None:
        return None
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except Exception as error:
        return f"!{type(error).__name__}"


def seconds(value):
    try:
        return int(email.utils.parsedate_to_datetime(value).timestamp()) if value else None
    except Exception:
        return None


def leaves(message):
    """The decoded bytes of every part that holds none, and how many messages are attached."""
    hashes, attached = [], 0
    for part in message.walk():
        attached += part.get_content_type() == "message/rfc822"
        if not part.is_multipart():
            hashes.append(hashlib.sha256(part.get_payload(decode=True) or b"").hexdigest())
    return hashes, attached


def read(path):
    with open(path, "rb") as file:
        message = email.message_from_bytes(file.read(), policy=email.policy.compat32)
    hashes, attached = leaves(message)
    senders = email.utils.getaddresses([str(message.get("from", ""))])
    return {
        "subject": decoded(message.get("subject")), "messageID": message.get("message-id"),
        "sent": seconds(message.get("date")), "sender": senders[0][1] if senders else None,
        "leaves": hashes, "attached": attached, "defects": [type(each).__name__ for each in message.defects],
    }


def main():
    found = {}
    for path in sys.argv[1:]:
        try:
            found[path] = read(path)
        except Exception as error:
            found[path] = {"error": f"{type(error).__name__}: {error}"}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
