"""Compares every event of a unified audit log (CSV in gzip) with what a case says of it, without any code of mailtrail.

Usage: tenant_fields.py LOG.csv.gz CASE.sqlite; prints the number of events, then one line for each difference.
"""
import collections, csv, datetime, gzip, ipaddress, json, re, sqlite3, sys

csv.field_size_limit(1 << 30)
db = sqlite3.connect(sys.argv[2])
db.row_factory = sqlite3.Row


def microseconds(text):
    time = datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=datetime.timezone.utc)
    return int(time.timestamp()) * 1_000_000


def filled(value):
    return None if value is None else str(value).strip() or None


def address(value):
    value = filled(value)
    match = value and re.fullmatch(r"\[(.*)\](?::(\d+))?|([^:]*):(\d+)", value)
    if match:
        value = match[1] or match[3]
    if not value:
        return None, None
    port = match and (match[2] or match[4])
    return str(ipaddress.ip_address(value.split("%")[0])), int(port) if port else None


def value_of(names, name):
    return next((one.get("Value") for one in names or [] if one["Name"] == name), None)


records = {
    row["external_id"]: row
    for row in db.execute(
        """SELECT a.*, m.address AS upn, m.guid, m.sid FROM audit_record AS a
        JOIN stored_audit_record AS s USING (audit_record_id)
        LEFT JOIN logged_mailbox AS m ON m.logged_mailbox_id = s.logged_mailbox_id"""
    )
}
accesses, parameters = collections.defaultdict(list), collections.defaultdict(list)
for row in db.execute("SELECT * FROM mail_access ORDER BY mail_access_id"):
    accesses[row["audit_record_id"]].append(row)
for row in db.execute("SELECT * FROM cmdlet_parameter ORDER BY audit_record_id, ordinal"):
    parameters[row["audit_record_id"]].append((row["name_lc"], row["value"]))

LOGONS = {0: "owner", 1: "admin", 2: "delegate"}
OUTCOMES = {"true": 1, "succeeded": 1, "success": 1, "partiallysucceeded": 1, "failure": 0, "failed": 0, "false": 0}
seen = set()
with gzip.open(sys.argv[1], "rt", encoding="utf-8-sig", newline="") as log:
    rows = [row["AuditData"] for row in csv.DictReader(log) if row["AuditData"].strip()]
differences = []
for text in rows:
    event = json.loads(text)
    key = event["Id"].lower()
    if key in seen:
        continue
    seen.add(key)
    record = records.get(key)
    if record is None:
        differences.append(f"{key}: missing")
        continue
    operation = event["Operation"].strip()
    client = next((event[name] for name in ("ClientIPAddress", "ClientIP", "ActorIpAddress") if filled(event.get(name))), None)
    ip, port = address(client)
    succeeded = 0 if operation == "UserLoginFailed" else OUTCOMES.get((event.get("ResultStatus") or "").lower())
    own = accesses[record["audit_record_id"]]
    expected = {
        "occurred_at_us": microseconds(event["CreationTime"]), "operation": operation,
        "record_type": event.get("RecordType"), "workload": filled(event.get("Workload")),
        "actor": filled(event.get("UserId")) or filled(event.get("UserKey")), "user_type": event.get("UserType"),
        "logon_type": LOGONS.get(event.get("LogonType")), "client_ip": ip, "client_port": port,
        "client_info": filled(event.get("ClientInfoString")), "target": filled(event.get("ObjectId")),
        "server": filled(event.get("OriginatingServer")), "is_success": succeeded,
        "session_key": filled(event.get("SessionId")) or value_of(event.get("DeviceProperties"), "SessionId"),
        "app_id": next((filled(event.get(n)) for n in ("ClientAppId", "AppId", "ApplicationId") if filled(event.get(n))), None),
        "upn": filled(event.get("MailboxOwnerUPN")), "guid": filled(event.get("MailboxGuid")),
        "sid": filled(event.get("MailboxOwnerSid")),
    }
    found = {name: filled(record[name]) if isinstance(record[name], str) else record[name] for name in expected}

    def items(*names):
        return [tuple(row[name] for name in names) for row in own]

    if operation == "MailItemsAccessed" and value_of(event["OperationProperties"], "MailAccessType") == "Bind":
        names = "folder_name", "folder_key", "internet_message_id", "item_key", "immutable_id", "byte_count"
        expected["items"] = [
            (f.get("Path"), f.get("Id")) + tuple(i.get(n) for n in ("InternetMessageId", "Id", "ImmutableId", "SizeInBytes"))
            for f in event["Folders"] for i in f["FolderItems"] or [{}]
        ]
        found["items"] = items(*names)
        expected["item_count"], found["item_count"] = event["OperationCount"], record["item_count"]
    elif operation == "MailItemsAccessed":
        folder = event["Item"]["ParentFolder"]
        path = folder.get("Path")
        expected["items"] = [(folder["Name"] if path in (None, "Not Available") else path, folder["Id"])]
        found["items"] = items("folder_name", "folder_key")
    elif "AffectedItems" in event:
        expected["items"] = [tuple(i.get(n) for n in ("Id", "InternetMessageId", "Subject")) for i in event["AffectedItems"]]
        found["items"] = items("item_key", "internet_message_id", "subject")
    given = event.get("Parameters") if isinstance(event.get("Parameters"), list) else None
    if operation == "UpdateInboxRules":
        given = event["OperationProperties"]
    if given is not None:
        expected["parameters"] = [(one["Name"].lower(), one.get("Value")) for one in given]
        found["parameters"] = parameters[record["audit_record_id"]][: len(given)]
    for name, value in expected.items():
        if found[name] != value:
            differences.append(f"{key} {name}: {value!r} is {found[name]!r}")
print(len(seen))
print("\n".join(differences[:20]))
