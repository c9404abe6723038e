"""Asks DuckDB the questions given as JSON on standard input, over the tables and views of a SQLite file.

usage: duckdb_rows.py CASE.sqlite NAME,NAME,...
"""
import json
import re
import sqlite3
import sys

import duckdb


def column_type(values):
    return "BIGINT" if all(value is None or isinstance(value, int) for value in values) else "VARCHAR"


def load(case, duck, name):
    cursor = case.execute(f"SELECT * FROM {name}")
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    columns = list(zip(*rows)) or [()] * len(names)
    types = ", ".join(f"{column} {column_type(values)}" for column, values in zip(names, columns))
    duck.execute(f"CREATE TABLE {name} ({types})")
    if rows:
        duck.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(names))})", rows)


def bound(sql):
    """The text with :name as $name, DuckDB's way to write a parameter; comments and quoted text stay."""
    parts = re.split(r"(--[^\n]*|'[^']*')", sql)
    return "".join(part if index % 2 else re.sub(r":(\w+)", r"$\1", part) for index, part in enumerate(parts))


case = sqlite3.connect(sys.argv[1])
duck = duckdb.connect()
for name in sys.argv[2].split(","):
    load(case, duck, name)
answers = {}
for name, question in json.load(sys.stdin).items():
    rows = duck.execute(bound(question["sql"]), question["parameters"]).fetchall()
    answers[name] = [["NULL" if value is None else str(value) for value in row] for row in rows]
json.dump(answers, sys.stdout)
