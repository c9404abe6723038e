"""Prints how many days of a Search-UnifiedAuditLog export have fewer rows than they say there were."""
import csv
import sys

csv.field_size_limit(1 << 30)
days = {}
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        day = days.setdefault(row["CreationDate"].split(" ")[0], {"count": 0, "seen": set()})
        day["count"] = max(day["count"], int(row["ResultCount"]))
        day["seen"].add(row["ResultIndex"])
print(sum(1 for day in days.values() if len(day["seen"]) < day["count"]))
