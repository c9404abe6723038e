"""Packs the evidence folder given into archives of every kind that Python can write, beside it."""
import io
import os
import sys
import tarfile
import zipfile

evidence, target = sys.argv[1:]
files = sorted(os.path.join(at, name) for at, _, names in os.walk(evidence) for name in names)


def packed(path, **options):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            with archive.open(zipfile.ZipInfo(os.path.relpath(file, evidence)), "w", **options) as member:
                member.write(open(file, "rb").read())
    return path


packed(os.path.join(target, "plain.zip"))
packed(os.path.join(target, "zip64.zip"), force_zip64=True)
for name, mode in [("plain.tar", "w"), ("packed.tar.gz", "w:gz")]:
    with tarfile.open(os.path.join(target, name), mode) as archive:
        archive.add(evidence, arcname=".")
with zipfile.ZipFile(os.path.join(target, "nested.zip"), "w") as archive:
    archive.write(os.path.join(target, "plain.zip"), "inner/plain.zip")
with zipfile.ZipFile(os.path.join(target, "bomb.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open("zeros", "w") as member:
        for _ in range(80):
            member.write(bytes(1 << 20))
with zipfile.ZipFile(os.path.join(target, "names.zip"), "w") as archive:
    for name in ["../../outside.eml", "/etc/rooted.eml", "日本/手紙.eml", "a" * 3000 + ".eml"]:
        archive.writestr(name, f"From: a@b.example\r\nSubject: {len(name)}\r\n\r\ntext\r\n")
with zipfile.ZipFile(os.path.join(target, "locked.zip"), "w") as archive:
    archive.writestr("locked.eml", "From: a@b.example\r\nSubject: locked\r\n\r\ntext\r\n")
    archive.writestr("open.eml", "From: a@b.example\r\nSubject: open\r\n\r\ntext\r\n")
# The first member says of itself that it is encrypted, in both of its headers.
with open(os.path.join(target, "locked.zip"), "r+b") as file:
    data = file.read()
    for signature, flags in [(b"PK\3\4", 6), (b"PK\1\2", 8)]:
        file.seek(data.index(signature) + flags)
        file.write(bytes([data[data.index(signature) + flags] | 1]))
