"""Reads an exported unified audit log with Python's csv and json and says what it found.

unified_audit.py rows SHAPE FILE     a JSON object a row: line, id, index, count, and the AuditData's own members
unified_audit.py compare FILE REAL   where the members of FILE's records differ from those of a real export
"""
import collections
import csv
import gzip
import json
import sys

csv.field_size_limit(1 << 30)


def table(stream):
    reader = csv.reader(stream)
    header, last = next(reader), reader.line_num
    for cells in reader:
        assert len(cells) == len(header), (last + 1, len(cells))
        yield last + 1, dict(zip(header, cells))
        last = reader.line_num


def rows(shape, path):
    with open(path, newline="", encoding="utf-8") as stream:
        if shape == "lines":
            for line, text in enumerate(stream, 1):
                yield line, None, None, None, json.loads(text)
        elif shape == "array":
            whole = json.load(stream)
            for line, row in enumerate(whole, 1):
                yield line, row["Identity"], row["ResultIndex"], row["ResultCount"], json.loads(row["AuditData"])
        elif shape == "portal":
            for line, row in table(stream):
                data = json.loads(row["AuditData"])
                assert int(row["RecordType"]) == data["RecordType"] and row["CreationDate"].endswith("0Z ")
                assert row["CreationDate"].startswith(data["CreationTime"]) and row["UserId"] == data["UserId"]
                yield line, row["RecordId"], None, None, data
        else:
            for line, row in table(stream):
                data = json.loads(row["AuditData"])
                assert row["Operations"] == data["Operation"] and row["UserIds"] == data["UserId"]
                yield line, row["Identity"], int(row["ResultIndex"]), int(row["ResultCount"]), data


def kinds(value):
    """The members of a record, each with its JSON type."""
    return {name: type(member).__name__ for name, member in value.items()}


def compare(path, real):
    real_rows = csv.DictReader(gzip.open(real, "rt", newline="", encoding="utf-8"))
    seen, order = collections.defaultdict(dict), collections.defaultdict(set)
    for row in real_rows:
        if row["AuditData"]:
            data = json.loads(row["AuditData"])
            key = (data["Operation"], data["RecordType"])
            seen[key].update(kinds(data))
            names = list(data)
            order[key].update((a, b) for place, a in enumerate(names) for b in names[place + 1:])
    compared = 0
    for _, _, _, _, data in rows("lines", path):
        key = (data["Operation"], data["RecordType"])
        if key not in seen:
            continue
        compared += 1
        for name, kind in kinds(data).items():
            if seen[key].get(name) != kind:
                print(key, name, kind, "but really", seen[key].get(name))
        names = list(data)
        for place, a in enumerate(names):
            for b in names[place + 1:]:
                if (b, a) in order[key] and (a, b) not in order[key]:
                    print(key, b, "really stands before", a)
    print("compared", compared)


if sys.argv[1] == "rows":
    for line, identity, index, count, data in rows(sys.argv[2], sys.argv[3]):
        assert identity is None or identity == data["Id"], line
        print(json.dumps({"line": line, "id": data["Id"], "index": index, "count": count}))
else:
    compare(sys.argv[2], sys.argv[3])
