"""For each EML named on the command line, one line of JSON: what Python's email makes of it."""
import email, email.policy, hashlib, json, sys

for path in sys.argv[1:]:
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    defects = [type(d).__name__ for part in message.walk() for d in part.defects]
    hashes = sorted(
        hashlib.sha256(part.get_payload(decode=True)).hexdigest()
        for part in message.walk()
        if part.get_content_disposition() in ("attachment", "inline") and not part.is_multipart()
        and part.get_filename() != "body.rtf")
    names = sorted(part.get_filename() or "" for part in message.walk() if part.get_content_disposition())
    print(json.dumps({"path": path, "subject": str(message["subject"] or ""), "hashes": hashes, "names": names,
                      "defects": defects}))
