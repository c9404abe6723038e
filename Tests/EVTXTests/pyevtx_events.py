"""What pyevtx-rs reads of a log, one JSON object a record."""

import json
import sys
import xml.etree.ElementTree as ElementTree

from evtx import PyEvtxParser

SPACE = "{http://schemas.microsoft.com/win/2004/08/events/event}"


def leaves(element):
    for child in element:
        if len(child):
            yield from leaves(child)
        else:
            tag = child.tag.split("}")[-1]
            name = child.get("Name") or (None if tag == "Data" else tag)
            yield [name, (child.text or "").strip()]


for record in PyEvtxParser(sys.argv[1]).records():
    event = ElementTree.fromstring(record["data"])
    system = {child.tag.split("}")[-1]: child for child in event[0]}
    text = {name: (child.text or "").strip() for name, child in system.items()}
    security = system.get("Security")
    print(
        json.dumps(
            {
                "recordNumber": record["event_record_id"],
                "recordID": text["EventRecordID"],
                "provider": system["Provider"].get("Name"),
                "eventID": text["EventID"],
                "channel": text["Channel"],
                "computer": text["Computer"],
                "level": text["Level"],
                "time": system["TimeCreated"].get("SystemTime"),
                "userID": security.get("UserID") if security is not None else None,
                "data": [pair for section in event[1:] for pair in leaves(section)],
            }
        )
    )
