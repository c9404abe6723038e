"""Reads the audit logs of a case with Python's csv and json, and holds them against truth/records.jsonl.

online_case.py FOLDER    says what is wrong, then how many records stand where the truth says, and how many are copies
"""
import collections
import csv
import json
import pathlib
import sys

csv.field_size_limit(1 << 30)


def rows(path):
    """Line, AuditData or row, and ResultCount of each record of a file."""
    with open(path, newline="", encoding="utf-8") as stream:
        if path.suffix == ".jsonl":
            for line, text in enumerate(stream, 1):
                yield line, json.loads(text), None
        elif path.suffix == ".json":
            for line, row in enumerate(json.load(stream), 1):
                yield line, json.loads(row["AuditData"]), row["ResultCount"]
        else:
            reader = csv.DictReader(stream)
            for row in reader:
                yield reader.line_num, json.loads(row["AuditData"]) if "AuditData" in row else row, row.get("ResultCount")


case = pathlib.Path(sys.argv[1])
found = {}
for path in sorted((case / "evidence/logs").iterdir()):
    for line, data, _ in rows(path):
        found[str(path.relative_to(case)), line] = data

told = [json.loads(text) for text in open(case / "truth/records.jsonl", encoding="utf-8")]
good = copies = 0
for record in told:
    data = found.pop((record["file"], record["line"]), None)
    identity = data and (data.get("Id") or data.get("MessageTraceId"))
    operation = data and (data.get("Operation") or data.get("Event"))
    if identity != record["id"] or operation != record["operation"]:
        print("not as told:", record["file"], record["line"], identity, operation)
    elif "CreationTime" in data and not record["at"].startswith(data["CreationTime"]):
        print("another time:", record["file"], record["line"])
    else:
        good += 1
    copies += record.get("copy_of") is not None
for place in found:
    print("not told:", place)
once = collections.Counter(record["id"] for record in told if record.get("copy_of") is None)
for identity, count in once.items():
    if count > 1:
        print("told twice:", identity)
print(good, copies)
