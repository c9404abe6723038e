"""Reads the logs below a folder by their #Fields and prints, as JSON, each record with its file and physical line.

Complains, with status 1, of a row that has not as many cells as fields, of a time that does not parse, of a line that is
not ended by CR LF, and of a head that lacks a line.
"""

import csv
import datetime
import io
import json
import pathlib
import sys

TIME_FIELDS = (
    "DateTime", "Time", "TimeStamp", "StartTime", "date-time", "TS_Creation", "TS_Start", "TS_LastUpdate", "TS_Completion",
    "TS_Failure")


def check(condition, complaint):
    if not condition:
        sys.exit(complaint)


def iis_rows(text):
    fields = None
    for number, line in enumerate(text.split("\r\n")[:-1], 1):
        if line.startswith("#Fields: "):
            fields = line[len("#Fields: "):].split(" ")
        elif line.startswith("#"):
            name, value = line.split(": ", 1)
            if name == "#Date":
                datetime.datetime.strptime(value, "%Y-%m-%d %H:%M:%S")
        else:
            row = dict(zip(fields, line.split(), strict=True))
            datetime.datetime.strptime(row["date"] + " " + row["time"], "%Y-%m-%d %H:%M:%S")
            yield number, row


def exchange_rows(text):
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    fields, seen, before = None, set(), 0
    for cells in reader:
        line, before = before + 1, reader.line_num
        if cells[0].startswith("#"):
            name = cells[0].split(": ")[0]
            seen.add(name)
            if name == "#Fields":
                fields = [cells[0][len("#Fields: "):]] + cells[1:]
        elif fields is None:
            seen.add("names first")
        else:
            check(seen >= {"#Software", "#Version", "#Log-type", "#Date", "#Fields"}, f"the head has only {seen}")
            row = dict(zip(fields, cells, strict=True))
            for name in TIME_FIELDS:
                if row.get(name):
                    datetime.datetime.strptime(row[name], "%Y-%m-%dT%H:%M:%S.%fZ")
            yield line, row


for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")):
    if path.suffix.lower() != ".log":
        continue
    raw = path.read_bytes()
    check(raw.endswith(b"\r\n") and raw.count(b"\n") == raw.count(b"\r\n"), f"{path}: not CR LF throughout")
    text = raw.decode("utf-8")
    try:
        for line, row in (iis_rows if path.name.startswith("u_ex") else exchange_rows)(text):
            print(json.dumps({"file": str(path.relative_to(sys.argv[1])), "line": line, "row": row}, sort_keys=True))
    except (ValueError, TypeError) as error:
        sys.exit(f"{path}: {error}")
