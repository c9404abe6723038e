"""A plain reader of logs with #Fields: prints each row as one JSON object, {"line": number, "cells": {name: value}}.

Independent of mailtrail on purpose: csv for comma-separated rows, str.split for blank-separated ones.
"""
import csv
import json
import sys


def rows(path):
    text = open(path, "rb").read().decode("utf-8-sig")
    fields, commas = [], True
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if line.startswith("#Fields:"):
            value = line.split(":", 1)[1].strip()
            commas = "," in value
            fields = value.split(",") if commas else value.split()
        elif line and not line.startswith("#"):
            cells = next(csv.reader([line])) if commas else line.split()
            if cells != fields:
                yield {"line": number, "cells": dict(zip(fields, cells)), "count": len(cells), "fields": len(fields)}


for row in rows(sys.argv[1]):
    print(json.dumps(row))
