"""Checks the checksums and tables of event logs and prints, as JSON, each event that pyevtx-rs reads of them.

Usage: event_log.py FOLDER (all *.evtx below it, with their path relative to it)

Complains, with status 1, of a wrong checksum, of counts that do not agree, and of a name that its hash does not lead to.
"""

import json
import pathlib
import struct
import sys
import xml.etree.ElementTree as ElementTree
import zlib

from evtx import PyEvtxParser

SPACE = "{http://schemas.microsoft.com/win/2004/08/events/event}"


def check(condition, complaint):
    if not condition:
        sys.exit(complaint)


def check_names(chunk, place):
    for bucket in range(64):
        offset = struct.unpack_from("<I", chunk, 128 + 4 * bucket)[0]
        while offset:
            following, stored, count = struct.unpack_from("<IHH", chunk, offset)
            value = 0
            for unit in struct.unpack_from(f"<{count}H", chunk, offset + 8):
                value = (value * 65599 + unit) & 0xFFFFFFFF
            check(value & 0xFFFF == stored and stored % 64 == bucket, f"{place}: a name's hash is wrong")
            offset = following


def check_chunk(chunk, number, place):
    check(chunk[:8] == b"ElfChnk\0", f"{place}: no chunk")
    first, last, first_id, last_id, size, last_offset, free, records = struct.unpack_from("<QQQQIIII", chunk, 8)
    check((first, last, size) == (first_id, last_id, 128), f"{place}: its header")
    check(zlib.crc32(chunk[512:free]) == records, f"{place}: checksum of its records")
    check(zlib.crc32(chunk[:120] + chunk[128:512]) == struct.unpack_from("<I", chunk, 124)[0], f"{place}: its checksum")
    check(not any(chunk[free:]), f"{place}: something behind the records")
    check_names(chunk, place)
    offset, identifier = 512, first
    while offset < free:
        magic, length, record = struct.unpack_from("<IIQ", chunk, offset)
        check(magic == 0x2A2A and record == identifier, f"{place}: record {identifier}")
        check(struct.unpack_from("<I", chunk, offset + length - 4)[0] == length, f"{place}: size of {identifier}")
        newest, offset, identifier = offset, offset + length, identifier + 1
    check((newest, offset, identifier - 1) == (last_offset, free, last), f"{place}: where its records end")
    return first, last


def check_file(data, path):
    check(data[:8] == b"ElfFile\0", f"{path}: no event log")
    oldest, newest, following, size, minor, major, block, chunks = struct.unpack_from("<QQQIHHHH", data, 8)
    check((oldest, newest, size, minor, major, block) == (0, chunks - 1, 128, 1, 3, 4096), f"{path}: its header")
    check(zlib.crc32(data[:120]) == struct.unpack_from("<I", data, 124)[0], f"{path}: its checksum")
    check(len(data) == 4096 + 65536 * chunks, f"{path}: its length")
    expected = None
    for number in range(chunks):
        start = 4096 + 65536 * number
        first, last = check_chunk(data[start : start + 65536], number, f"{path} chunk {number}")
        check(expected in (None, first), f"{path}: records missing before chunk {number}")
        expected = last + 1
    check(expected == following, f"{path}: the next record is told as {following}")


for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.evtx")):
    check_file(path.read_bytes(), path)
    for record in PyEvtxParser(str(path)).records():
        event = ElementTree.fromstring(record["data"])
        system, data = event.find(SPACE + "System"), event.find(SPACE + "EventData")
        value = {child.tag.removeprefix(SPACE): (child.text or "").strip() for child in system}
        print(
            json.dumps(
                {
                    "file": str(path.relative_to(sys.argv[1])),
                    "number": record["event_record_id"],
                    "provider": system.find(SPACE + "Provider").get("Name"),
                    "qualifiers": int(system.find(SPACE + "EventID").get("Qualifiers")),
                    "id": int(value["EventID"]),
                    "level": int(value["Level"]),
                    "channel": value["Channel"],
                    "computer": value["Computer"],
                    "time": system.find(SPACE + "TimeCreated").get("SystemTime"),
                    "named": [child.get("Name") for child in data if child.get("Name")],
                    "data": [(child.text or "").strip() for child in data.findall(SPACE + "Data")],
                }
            )
        )
