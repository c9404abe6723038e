"""Reads the results of a compliance search, a ZIP, and prints as JSON what each of its parts says of them.

Usage: search_export.py FILE FOLDER-FOR-THE-PST
"""

import csv
import io
import json
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

import pypff

archive = zipfile.ZipFile(sys.argv[1])
broken = archive.testzip()
if broken:
    sys.exit(f"{broken} is broken")
names = archive.namelist()
table = {name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline=""), strict=True))
         for name in names if name.endswith(".csv")}
manifest = ElementTree.fromstring(archive.read("manifest.xml"))
store = next(name for name in names if name.endswith(".pst"))
file = pypff.file()
file.open(archive.extract(store, sys.argv[2]))


def count(folder):
    return folder.number_of_sub_messages + sum(count(child) for child in folder.sub_folders)


print(
    json.dumps(
        {
            "names": names,
            "results": [row["Subject or Title"] for row in table["Results.csv"]],
            "summary": [row["Exported items"] for name, rows in table.items() if "Summary" in name for row in rows],
            "manifest": manifest.get("Items"),
            "stored": count(file.get_root_folder()),
        }
    )
)
