"""Prints what pypff reads of a PST as JSON: its folders below the top, each with its messages.

Usage: pst_pypff.py FILE
"""

import hashlib
import json
import struct
import sys

import compressed_rtf
import pypff


def digest(data):
    return hashlib.sha256(data).hexdigest()


def entries(item):
    """The first record set of an item: number → (type, bytes)."""
    found = {}
    for record_set in item.record_sets:
        for entry in record_set.entries:
            found.setdefault(entry.entry_type, (entry.value_type, entry.data or b""))
    return found


def text(found, number, page="cp1252"):
    """8-bit text is in the code page that the message names."""
    kind, data = found.get(number, (0x1F, b""))
    return data.decode("utf-16-le" if kind == 0x1F else page).removesuffix("\0")


def code_page(found):
    number = struct.unpack("<i", found[0x3FFD][1])[0] if 0x3FFD in found else 1252
    return {65001: "utf-8"}.get(number, f"cp{number}")


def rtf(found):
    """Decompressed, which fails where the checksum is wrong."""
    data = found.get(0x1009, (0, b""))[1]
    return compressed_rtf.decompress(data).decode("ascii") if data else ""


def attachment(item, page):
    """pypff has no way into an embedded message."""
    if struct.unpack("<i", entries(item)[0x3705][1])[0] == 5:
        return {"isMessage": True}
    parts = []
    left = item.size
    item.seek_offset(0, 0)
    while left > 0:
        part = item.read_buffer(min(left, 1 << 20))
        if not part:
            break
        parts.append(part)
        left -= len(part)
    data = b"".join(parts)
    return {"name": text(entries(item), 0x3707, page), "size": len(data), "sha256": digest(data), "isMessage": False}


def message(item):
    found = entries(item)
    people, page = item.recipients, code_page(found)
    return {
        "node": item.identifier,
        "class": text(found, 0x001A, page),
        "subject": text(found, 0x0037, page),
        "messageID": text(found, 0x1035, page),
        "byteCount": struct.unpack("<i", found[0x0E08][1])[0],
        "delivered": item.get_delivery_time_as_integer(),
        "sender": text(found, 0x0C1F, page),
        "recipients": [] if people is None else
            [text(entries_of(row), 0x3003, page) for row in people.record_sets],
        "headers": text(found, 0x007D, page),
        "plain": text(found, 0x1000, page),
        "rtf": rtf(found),
        "html": found.get(0x1013, (0, b""))[1].decode("utf-8").removesuffix("\0"),
        "sourceKey": found[0x65E0][1].hex(),
        "attachments": [attachment(each, page) for each in item.attachments],
    }


def entries_of(record_set):
    return {entry.entry_type: (entry.value_type, entry.data or b"") for entry in record_set.entries}


def folders(folder, path):
    for child in folder.sub_folders:
        where = f"{path}\\{child.name}"
        yield {"path": where, "messages": [message(item) for item in child.sub_messages]}
        yield from folders(child, where)


def main():
    store = pypff.file()
    store.open(sys.argv[1])
    top = next(each for each in store.get_root_folder().sub_folders if each.name == "Top of Outlook data file")
    json.dump(list(folders(top, "")), sys.stdout)


if __name__ == "__main__":
    main()
