"""Opens each file of a folder as what its ending says it is; prints the name and complaint of each that is not."""
import csv, io, pathlib, re, struct, sys, xml.dom.minidom, zipfile, zlib


def png(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n", "signature"
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        content = data[at + 8:at + 8 + length]
        crc, = struct.unpack(">I", data[at + 8 + length:at + 12 + length])
        assert crc == zlib.crc32(kind + content), "CRC of " + kind.decode()
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", content[:10])
        if kind == b"IDAT":
            packed += content
        at += 12 + length
    assert kind == b"IEND" and (depth, colour) == (8, 2), "last chunk or colours"
    rows = zlib.decompress(packed)
    assert len(rows) == height * (1 + 3 * width), "size of the picture"
    assert all(rows[row * (1 + 3 * width)] == 0 for row in range(height)), "filter types"


def jpeg(data):
    assert data[:2] == b"\xff\xd8" and data[-2:] == b"\xff\xd9", "start or end of image"
    at, markers = 2, []
    while True:
        while data[at + 1] == 0xFF:
            at += 1
        assert data[at] == 0xFF, "marker at %d" % at
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2:at + 4])[0]
        markers.append(marker)
        if marker == 0xC0:
            height, width = struct.unpack(">HH", data[at + 5:at + 9])
        at += 2 + length
        if marker == 0xDA:
            break
    assert {0xE0, 0xDB, 0xC0, 0xC4, 0xDA} <= set(markers), "segments"
    mosaic(data[at:-2].replace(b"\xff\x00", b"\xff"), width // 8 * (height // 8))


def mosaic(scan, blocks):
    """The Huffman codes of the scan: 0 or 10 with five bits, then 0 for the end of block."""
    bits = "".join("{:08b}".format(byte) for byte in scan)
    found = re.fullmatch("((?:00|10.{5}0){%d})1{0,7}" % blocks, bits)
    assert found, "entropy-coded blocks"
    level = 0
    for step in re.findall("00|10(.{5})0", found.group(1)):
        if step:
            level += int(step, 2) if step[0] == "1" else int(step, 2) - 31
        assert -128 <= level <= 127, "grey out of range"


def pdf(data):
    assert data.startswith(b"%PDF-1.4\n") and data.endswith(b"%%EOF\n"), "head or end"
    start = int(data[data.rindex(b"startxref") + 9:].split()[0])
    table = data[start:].split(b"trailer")[0].split(b"\n")
    assert table[0] == b"xref", "cross-reference table"
    for number, line in enumerate(table[3:-1], 1):
        assert data[int(line[:10]):].startswith(b"%d 0 obj" % number), "object %d" % number
    at = 0
    for found in iter(lambda: re.compile(rb"/Length (\d+) >>\nstream\n").search(data, at), None):
        at = found.end() + int(found.group(1))
        assert data[at:].startswith(b"\nendstream"), "length of a stream"


def archive(data):
    with zipfile.ZipFile(io.BytesIO(data)) as members:
        assert members.testzip() is None, "checksum of a member"
        for name in members.namelist():
            content = members.read(name)
            if name.endswith((".xml", ".rels")):
                xml.dom.minidom.parseString(content)
            if name.endswith(".jpeg"):
                jpeg(content)
        return members.namelist()


def office(data, part):
    assert part in archive(data), "no " + part


def table(data):
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"))))
    assert rows[0] == ["number", "date", "project", "amount"], "head"
    assert all(len(row) == 4 for row in rows[1:-1]), "columns"


def calendar(data):
    lines = data.decode("utf-8").replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""], "frame"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT"), "events"
    assert all(":" in line for line in lines[:-1]), "a line that is no property"


READERS = {
    ".png": png, ".jpg": jpeg, ".pdf": pdf, ".zip": archive, ".csv": table, ".ics": calendar,
    ".txt": lambda data: data.decode("utf-8"),
    ".docx": lambda data: office(data, "word/document.xml"),
    ".xlsx": lambda data: office(data, "xl/worksheets/sheet1.xml"),
}
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    try:
        READERS[path.suffix](path.read_bytes())
        print(path.suffix, "opens")
    except Exception as complaint:
        print(path.name, repr(complaint))
