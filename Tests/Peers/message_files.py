"""Prints what extract-msg reads of message files as JSON: path → message, or what it says where it cannot.

Usage: message_files.py FILE...
"""

import datetime
import hashlib
import json
import logging
import sys

import extract_msg
from extract_msg.enums import ErrorBehavior


def text(read):
    """What cannot be read of a message costs that alone."""
    try:
        value = read()
    except Exception as error:
        return f"!{type(error).__name__}"
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value


def seconds(value):
    if isinstance(value, datetime.datetime):
        return int(value.timestamp())
    return None


def attachment(item):
    data = item.data
    if isinstance(data, bytes):
        return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "name": item.getFilename()}
    if hasattr(data, "subject"):
        return {"isMessage": True}
    return {}


def message(msg):
    return {
        "class": text(lambda: msg.classType),
        "subject": text(lambda: msg.getStringStream("__substg1.0_0037")),
        "sender": text(lambda: msg.getStringStream("__substg1.0_0C1F")),
        "senderName": text(lambda: msg.getStringStream("__substg1.0_0C1A")),
        "messageID": text(lambda: msg.getStringStream("__substg1.0_1035")),
        "sent": seconds(text(lambda: msg.getPropertyVal("00390040"))),
        "received": seconds(text(lambda: msg.getPropertyVal("0E060040"))),
        "recipients": text(lambda: [each.email or each.name for each in msg.recipients]),
        "plain": text(lambda: msg.getStringStream("__substg1.0_1000")),
        "html": text(lambda: msg.htmlBody if hasattr(msg, "htmlBody") else None),
        "rtf": text(lambda: msg.deencapsulatedRtf.content_type if getattr(msg, "deencapsulatedRtf", None) else None),
        "attachments": [attachment(item) for item in msg.attachments],
    }


def main():
    logging.disable(logging.CRITICAL)
    found = {}
    for path in sys.argv[1:]:
        try:
            found[path] = message(extract_msg.openMsg(path, errorBehavior=ErrorBehavior.SUPPRESS_ALL))
        except Exception as error:
            found[path] = {"error": f"{type(error).__name__}: {error}"}
    json.dump(found, sys.stdout, default=str)


if __name__ == "__main__":
    main()
