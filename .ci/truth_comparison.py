"""What a case database says, beside what the maker of the case knows. Standard library only; nothing of mailtrail's."""
import collections, json, os, sqlite3

TIERS = ["exported", "accessed", "synced", "unlogged", "reachable", "not_indicated", "unknown"]
EXPOSED = TIERS[:5]
RANK = {tier: rank for rank, tier in enumerate(TIERS)}


class Truth:
    """The files in truth/ of a made case."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "truth", "case.json"), encoding="utf-8") as file:
            self.case = json.load(file)
        self.guids = {box["address"]: box["guid"].lower() for box in self.case["mailboxes"] if box.get("guid")}

    def lines(self, name):
        path = os.path.join(self.folder, "truth", name + ".jsonl")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]


class Told:
    """A case database, read without any of mailtrail's code."""

    def __init__(self, path):
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.names = {name for (name,) in self.db.execute("SELECT name FROM sqlite_master")}
        self.paths = dict(self.db.execute("SELECT exhibit_id, relative_path FROM exhibit"))
        self.addresses = dict(self.db.execute("SELECT mailbox_id, address FROM mailbox"))
        self.by_guid = {}
        self.by_address = {}
        for mailbox, kind, value in self.db.execute("SELECT mailbox_id, kind, value FROM mailbox_alias"):
            if kind == "guid":
                self.by_guid[value.lower()] = mailbox
            self.by_address.setdefault(value.lower(), mailbox)

    def mailbox(self, truth, address):
        found = self.by_guid.get(truth.guids.get(address))
        return self.by_address.get(address.lower()) if found is None else found


def same_item(path, node, offset, length, embedded, message_id, subject):
    """How truth and case name one item: where it stands; an attached message by the one it is attached to, id, subject."""
    place = ("node", node) if node is not None else (
        ("file",) if path.lower().endswith(".eml") else ("at", offset or 0, length or 0))
    return (path, place, embedded, message_id or "", subject or "")


def told_items(told):
    """The strongest row of exposure of each message of the case, by its place."""
    strongest = {}
    for row in told.db.execute(
            "SELECT message_id, tier, basis, placement FROM exposure WHERE message_id IS NOT NULL "
            "ORDER BY message_id, tier_rank, is_counted DESC, basis, exposure_id"):
        strongest.setdefault(row[0], row[1:])
    rows = {row[0]: row for row in told.db.execute(
        "SELECT message_id, exhibit_id, source_node, source_offset, source_length, parent_message_id, "
        "internet_message_id, subject FROM message")}
    items = collections.defaultdict(list)
    for number, row in rows.items():
        root, embedded = row, False
        while root[5] is not None and root[5] in rows:
            root, embedded = rows[root[5]], True
        key = same_item(told.paths[root[1]], root[2], root[3], root[4], embedded, row[6], row[7])
        items[key].append(strongest.get(number, (None, None, None)))
    return items


def compare_messages(truth, told, report):
    """Every item that was given, once, at the strongest tier told of it."""
    items = told_items(told)
    for line in truth.lines("messages"):
        key = same_item(line["file"], line.get("node"), line.get("offset"), line.get("length"), "embedded" in line,
                        line.get("message_id"), line.get("subject"))
        found = items.get(key)
        conclusion = line["concludable"]
        about = {"mailbox": line["mailbox"], "folder": line["folder"], "subject": line.get("subject"),
                 "message_id": line.get("message_id"), "received": line.get("received")}
        if not found:
            report.missing.append(about)
            continue
        report.add(about, found.pop(0), conclusion)


def compare_missing(truth, told, report):
    """Messages that no store at hand holds, of which a record names the id."""
    rows = {}
    for row in told.db.execute(
            "SELECT mailbox_id, internet_message_id, tier, basis, placement FROM exposure "
            "WHERE message_id IS NULL ORDER BY tier_rank, message_key, internet_message_id, basis, exposure_id"):
        rows.setdefault((row[0], (row[1] or "").strip("<>").lower()), row[2:])
    for line in truth.lines("taken"):
        if line["held"] or "concludable" not in line:
            continue
        key = (told.mailbox(truth, line["mailbox"]), (line.get("message_id") or "").strip("<>").lower())
        about = {"mailbox": line["mailbox"], "folder": None, "subject": line.get("subject"),
                 "message_id": line.get("message_id"), "received": None}
        if key in report.seen_missing:
            continue
        # Taken with no record that names it: nothing can be concluded of it, and nothing may be told.
        if line["concludable"] is None and key not in rows:
            continue
        report.seen_missing.add(key)
        report.add(about, rows.pop(key, (None, None, None)), line["concludable"] or {"tier": None, "rows": []})
    for (mailbox, message_id), found in rows.items():
        if (mailbox, message_id) not in report.seen_missing:
            about = {"mailbox": told.addresses.get(mailbox), "folder": None, "subject": "(no message at hand)",
                     "message_id": message_id, "received": None}
            report.add(about, found, {"tier": None, "rows": []})


class MessageReport:
    """Counts of what agrees and lists of what does not."""

    def __init__(self):
        self.cells = collections.Counter()
        self.bases = collections.Counter()
        self.over, self.under, self.clear, self.missing = [], [], [], []
        self.agreeing_basis = self.agreeing_placement = self.agreeing = 0
        self.seen_missing = set()

    def add(self, about, found, conclusion):
        tier, right = found[0] or "unknown", conclusion["tier"] or "unknown"
        self.cells[(right, tier)] += 1
        difference = about | {"told": list(found), "rows": conclusion.get("rows", []), "concludable": [
            conclusion["tier"], conclusion.get("basis"), conclusion.get("placement")]}
        if tier == right:
            if tier in EXPOSED:
                self.agreeing += 1
                self.agreeing_basis += found[1] == conclusion.get("basis")
                self.agreeing_placement += tier != "synced" or found[2] == conclusion.get("placement")
                self.bases[(tier, conclusion.get("basis"), found[1])] += 1
        elif tier == "not_indicated":
            self.clear.append(difference)
        elif RANK[tier] < RANK[right]:
            self.over.append(difference)
        else:
            self.under.append(difference)

    def figures(self):
        def ratio(part, whole):
            return None if whole == 0 else part / whole

        table = {}
        for tier in TIERS:
            right = sum(n for (true, _), n in self.cells.items() if true == tier)
            said = sum(n for (_, told), n in self.cells.items() if told == tier)
            both = self.cells[(tier, tier)]
            table[tier] = {"concludable": right, "told": said, "both": both, "precision": ratio(both, said),
                           "recall": ratio(both, right)}
        right = sum(n for (true, _), n in self.cells.items() if true in EXPOSED)
        said = sum(n for (_, told), n in self.cells.items() if told in EXPOSED)
        both = sum(n for (true, told), n in self.cells.items() if true in EXPOSED and told in EXPOSED)
        table["exposed"] = {"concludable": right, "told": said, "both": both, "precision": ratio(both, said),
                            "recall": ratio(both, right)}
        return table


def record_ids(told):
    """The record at each file and line; of a copy, the record that it is a copy of."""
    ids = {}
    for record, exhibit, line in told.db.execute(
            "SELECT audit_record_id, exhibit_id, source_line FROM record WHERE source_line IS NOT NULL"):
        ids[(told.paths[exhibit], line)] = record
    # An event log has no lines: its records have numbers, which stand before the time in the id of the event.
    for record, exhibit, name in told.db.execute(
            "SELECT audit_record_id, exhibit_id, external_id FROM audit_record WHERE source_line IS NULL"):
        parts = (name or "").split("/")
        if told.paths[exhibit].endswith(".evtx") and len(parts) > 2 and parts[-2].isdigit():
            ids[(told.paths[exhibit], int(parts[-2]))] = record
    if "audit_record_copy" in told.names:
        for record, exhibit, line in told.db.execute(
                "SELECT audit_record_id, exhibit_id, source_line FROM audit_record_copy"):
            ids.setdefault((told.paths[exhibit], line), record)
    if "log_copy" in told.names:
        lines = collections.defaultdict(list)
        for path, line in ids:
            lines[path].append(line)
        for exhibit, original in told.db.execute("SELECT exhibit_id, of_exhibit_id FROM log_copy"):
            for line in lines[told.paths[original]]:
                ids.setdefault((told.paths[exhibit], line), ids[(told.paths[original], line)])
    return ids


def compare_sessions(truth, told, ids):
    """Suspect sessions: right where a record of the attacker's is in it; and the attacker's records that are in none.

    What has neither actor nor address, as the steps of the replication service, is nobody's session and is left out.
    """
    hands = collections.defaultdict(set)
    for line in truth.lines("records"):
        record = ids.get((line["file"], line["line"]))
        if record is not None and "copy_of" not in line:
            hands[record].add(line["hand"])
    sessions = collections.defaultdict(set)
    loose = {record for record, hand in hands.items() if "attacker" in hand}
    attackers = len(loose)
    caught = 0
    suspects = {row[0]: row for row in told.db.execute(
        "SELECT session_id, is_suspect, mailbox_id, actor, client_ip, app_id, client_info, first_us, reason "
        "FROM access_session WHERE actor IS NOT NULL OR client_ip IS NOT NULL")}
    for session, record in told.db.execute("SELECT session_id, audit_record_id FROM session_record"):
        if session not in suspects:
            continue
        sessions[session] |= hands.get(record, set())
        if record in loose:
            loose.discard(record)
            caught += suspects[session][1]
    result = {"suspect": 0, "suspect_attacker": 0, "attacker": 0, "attacker_records": attackers,
              "attacker_records_in_suspect_sessions": caught, "attacker_records_in_no_session": len(loose),
              "wrong": [], "missed": []}
    for session, row in suspects.items():
        is_attacker, is_suspect = "attacker" in sessions[session], row[1] == 1
        result["attacker"] += is_attacker
        result["suspect"] += is_suspect
        result["suspect_attacker"] += is_attacker and is_suspect
        if is_attacker != is_suspect:
            result["wrong" if is_suspect else "missed"].append({
                "mailbox": told.addresses.get(row[2]), "actor": row[3], "client_ip": row[4], "app_id": row[5],
                "client_info": row[6], "first_us": row[7], "reason": row[8], "hands": sorted(sessions[session])})
    return result


def compare_jobs(truth, told, ids):
    """Exports, matched by the records that they rest on; nothing where the case or the truth has no such table.

    Forwarding and rules are not in the truth's list: what they took is compared message by message.
    """
    lines = truth.lines("jobs")
    if "export_job" not in told.names or not os.path.exists(os.path.join(truth.folder, "truth", "jobs.jsonl")):
        return None
    jobs = {row[0]: {"mailbox": told.addresses.get(row[1]), "state": row[2], "is_webshell_write": bool(row[3]),
                     "destination": row[4]}
            for row in told.db.execute(
                "SELECT export_job_id, mailbox_id, state, is_webshell_write, destination FROM export_job "
                "WHERE kind IN ('mailbox_export', 'compliance_export')")}
    records = collections.defaultdict(set)
    for job, record in told.db.execute("SELECT export_job_id, audit_record_id FROM export_job_record"):
        records[record].add(job)
    matched, missed, states = set(), [], []
    for line in lines:
        places = [(place["file"], place["line"]) for place in line["places"]]
        found = {job for place in places for job in records.get(ids.get(place), ()) if job in jobs}
        names = {None, line["mailbox"], told.addresses.get(told.mailbox(truth, line["mailbox"]))}
        mine = sorted(job for job in found if jobs[job]["mailbox"] in names)
        matched.update(mine)
        if not mine:
            missed.append(line)
        elif line["state"] not in {jobs[job]["state"] for job in mine}:
            states.append({"mailbox": line["mailbox"], "concludable": line["state"],
                           "told": [jobs[job]["state"] for job in mine], "places": line["places"][:3]})
    return {"concludable": len(lines), "told": len(jobs), "both": len(lines) - len(missed),
            "told_rightly": len(matched), "state_differs": states, "missed": missed,
            "wrong": [jobs[job] for job in sorted(set(jobs) - matched)]}


def compare_records(truth, ids):
    """Records of the logs that were not read at their place, by kind of log."""
    listed, unread = collections.Counter(), collections.Counter()
    for line in truth.lines("records"):
        listed[line["log"]] += 1
        unread[line["log"]] += (line["file"], line["line"]) not in ids
    return {log: {"listed": listed[log], "unread": unread[log]} for log in sorted(listed)}


def high_findings(told):
    return [{"detection": row[0], "summary": row[1]} for row in told.db.execute(
        "SELECT detection, summary FROM finding WHERE severity = 'high' ORDER BY finding_id")]


def compare(case_folder, database):
    """Everything that can be compared of one case."""
    truth, told = Truth(case_folder), Told(database)
    messages = MessageReport()
    compare_messages(truth, told, messages)
    compare_missing(truth, told, messages)
    ids = record_ids(told)
    return {"messages": messages, "sessions": compare_sessions(truth, told, ids), "jobs": compare_jobs(truth, told, ids),
            "records": compare_records(truth, ids), "high": high_findings(told)}
