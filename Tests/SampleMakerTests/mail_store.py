"""What Python's email and mailbox read of EML files or mboxes: one JSON object a message."""
import email, email.header, email.policy, email.utils, hashlib, json, mailbox, pathlib, re, sys


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def addresses(old, name):
    """By the older parser: that of 3.11 puts blanks between the encoded words of one name (cpython #92081)."""
    field = re.sub(r"\r?\n", "", old[name] or "")
    return [[str(email.header.make_header(email.header.decode_header(phrase))), address]
            for phrase, address in email.utils.getaddresses([field])]


def enclosed(part):
    """Name and hash of each attachment; of an enclosed message its subject."""
    if part.get_content_type() == "message/rfc822":
        return [{"name": part.get_filename(), "subject": str(part.get_content()["subject"])}]
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        return [found for below in part.iter_parts() for found in enclosed(below)]
    if part.get_filename() is None:
        return []
    return [{"name": part.get_filename(), "sha256": sha256(part.get_payload(decode=True))}]


# What Outlook writes too: the name of an attachment in encoded words between quotation marks.
OUTLOOK = ("Content-Type: InvalidHeaderDefect('encoded word inside quoted string",
           "Content-Type: InvalidHeaderDefect('missing trailing whitespace ")


def defects(part):
    own = [repr(defect) for defect in part.defects]
    own += [name + ": " + repr(defect) for name, value in part.items() for defect in value.defects]
    own = [defect for defect in own if not defect.startswith(OUTLOOK)]
    below = part.get_payload() if part.is_multipart() else []
    return own + [found for each in below for found in defects(each)]


def text(message, kind):
    body = message.get_body((kind,))
    return sha256(body.get_content().replace("\r\n", "\n").encode()) if body else None


def described(data):
    message = email.message_from_bytes(data, policy=email.policy.default)
    old = email.message_from_bytes(data)
    date = message["date"]
    return {
        "subject": str(message["subject"]), "from": addresses(old, "from"), "to": addresses(old, "to"),
        "cc": addresses(old, "cc"), "id": message["message-id"],
        "sent": int(date.datetime.timestamp()) if date else None, "type": message.get_content_type(),
        "plain": text(message, "plain"), "html": text(message, "html"), "enclosed": enclosed(message),
        "hops": len(message.get_all("received", [])), "defects": defects(message),
    }


def show(path, offset, data, size):
    print(json.dumps({"file": path, "offset": offset, "length": size, "sha256": sha256(data), **described(data)}))


root = pathlib.Path(sys.argv[2])
for path in sorted(each for each in root.rglob("*") if each.is_file()):
    name = str(path.relative_to(root))
    if sys.argv[1] == "eml":
        data = path.read_bytes()
        show(name, 0, data, len(data))
        continue
    box = mailbox.mbox(path, create=False)
    for key in box.iterkeys():
        offset, stop = box._toc[key]
        whole = path.read_bytes()[offset:stop]
        body = box.get_bytes(key)
        show(name, offset, re.sub(rb"(?m)^>(>*From )", rb"\1", body), len(whole))
