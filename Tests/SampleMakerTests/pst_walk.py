"""Walks a PST or OST whole: pages, blocks, allocation maps (pst_structure.py), then heaps, trees, property contexts,
table contexts, folders, messages and the name-to-id map ([MS-PST] 2.3 and 2.4).

Usage: pst_walk.py FILE    Prints what was counted as JSON, with the faults found; exits with 1 where there was one.
"""

import json
import struct
import sys

from pst_structure import Store, crc

FIXED = {0x0002: 2, 0x0003: 4, 0x000B: 1, 0x0005: 8, 0x0014: 8, 0x0040: 8}
LIMITS = [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8]


def fill_level(free):
    return next((level for level, limit in enumerate(LIMITS) if free >= limit), 15)


class Heap:
    """[MS-PST] 2.3.1, with the subnodes that belong to the same node."""

    def __init__(self, store, data, sub, name):
        self.store, self.name = store, name
        self.blocks = store.data(data)
        self.subs = store.subnodes(sub)
        self.values = set()
        self.maps = [self.page_map(index) for index in range(len(self.blocks))]
        first = self.blocks[0]
        store.expect(first[2] == 0xEC, f"{name}: not a heap")
        self.client, self.root = first[3], struct.unpack_from("<I", first, 4)[0]
        self.check_fill_levels()
        if len(self.blocks) > 1:
            store.heaps += 1

    def page_map(self, index):
        block = self.blocks[index]
        at = struct.unpack_from("<H", block)[0]
        count, free = struct.unpack_from("<HH", block, at)
        starts = struct.unpack_from(f"<{count + 1}H", block, at + 4)
        begin = 12 if index == 0 else 66 if index >= 8 and (index - 8) % 128 == 0 else 2
        ordered = all(a <= b for a, b in zip(starts, starts[1:]))
        sizes = [b - a for a, b in zip(starts, starts[1:])]
        self.store.expect(starts[0] == begin and ordered and starts[-1] <= at and at - starts[-1] < 2,
                          f"{self.name}: page map of heap block {index}")
        self.store.expect(free == sizes.count(0) and max(sizes, default=0) <= 3580 and count < 1 << self.store.layout.index_bits,
                          f"{self.name}: items of heap block {index}")
        return starts, at + 6 + 2 * count

    def check_fill_levels(self):
        for index in range(len(self.blocks)):
            holder = 0 if index < 8 else index - (index - 8) % 128
            offset, place = (8, index) if index < 8 else (2, (index - 8) % 128)
            level = self.blocks[holder][offset + place // 2] >> (4 * (place % 2)) & 15
            wanted = fill_level(self.store.layout.capacity - self.maps[index][1])
            self.store.expect(level == wanted, f"{self.name}: fill level of heap block {index} is {level}, not {wanted}")

    def item(self, hid):
        bits = self.store.layout.index_bits
        index, block = (hid >> 5) & (1 << bits) - 1, hid >> 5 + bits
        if not self.store.expect(hid & 31 == 0 and block < len(self.blocks) and 0 < index < len(self.maps[block][0]),
                                 f"{self.name}: no item {hid:#x}"):
            return b""
        starts = self.maps[block][0]
        return self.blocks[block][starts[index - 1] : starts[index]]

    def value(self, hnid):
        """The bytes of a value in the heap or in a subnode."""
        if hnid == 0:
            return b""
        if hnid & 31 == 0:
            return self.item(hnid)
        if not self.store.expect(hnid in self.subs, f"{self.name}: no subnode {hnid:#x}"):
            return b""
        self.values.add(hnid)
        data, sub = self.subs[hnid]
        self.store.expect(sub == 0, f"{self.name}: value {hnid:#x} has subnodes")
        value = b"".join(self.store.data(data))
        return value

    def tree(self, hid, key_size, data_size):
        """The records of a BTH ([MS-PST] 2.3.2), each checked to be in order and in its range."""
        kind, keys, size, levels, root = struct.unpack("<BBBBI", self.item(hid))
        self.store.expect((kind, keys, size) == (0xB5, key_size, data_size), f"{self.name}: BTHHEADER {hid:#x}")
        self.store.deepest = max(self.store.deepest, levels)
        return list(self.records(root, key_size, data_size, levels)) if root else []

    def records(self, hid, key_size, data_size, level, low=None, high=None):
        item = self.item(hid)
        width = key_size + (4 if level else data_size)
        self.store.expect(item and len(item) % width == 0, f"{self.name}: tree item {hid:#x}")
        pieces = [item[at : at + width] for at in range(0, len(item), width)]
        keys = [int.from_bytes(piece[:key_size], "little") for piece in pieces]
        inside = all((low is None or low <= key) and (high is None or key < high) for key in keys)
        self.store.expect(inside and all(a < b for a, b in zip(keys, keys[1:])), f"{self.name}: keys of {hid:#x}")
        for place, piece in enumerate(pieces):
            if level:
                child = struct.unpack_from("<I", piece, key_size)[0]
                top = keys[place + 1] if place + 1 < len(keys) else high
                yield from self.records(child, key_size, data_size, level - 1, keys[place], top)
            else:
                yield keys[place], piece[key_size:]


def properties(heap):
    """[MS-PST] 2.3.3: number → (type, value)."""
    heap.store.expect(heap.client == 0xBC, f"{heap.name}: not a property context")
    found = {}
    for key, record in heap.tree(heap.root, 2, 6):
        kind, raw = struct.unpack("<HI", record)
        size = FIXED.get(kind)
        if size is not None and size <= 4:
            value = raw
        else:
            value = heap.value(raw)
            heap.store.expect(size in (None, len(value)), f"{heap.name}: {key:#x} has {len(value)} bytes")
            heap.store.expect(raw & 31 == 0 or len(value) > 3580, f"{heap.name}: {key:#x} needs no subnode")
            if kind == 0x001F:
                value = value.decode("utf-16-le")
        found[key] = (kind, value)
    return found


def table(heap):
    """[MS-PST] 2.3.4: the tags of the columns, and row id → {number: value}."""
    store = heap.store
    store.expect(heap.client == 0x7C, f"{heap.name}: not a table")
    info = heap.item(heap.root)
    kind, count, four, two, one, width, index, place, unused = struct.unpack_from("<BB4HIII", info)
    store.expect(kind == 0x7C and unused == 0 and len(info) == 22 + 8 * count, f"{heap.name}: TCINFO")
    columns = [struct.unpack_from("<IHBB", info, 22 + 8 * column) for column in range(count)]
    check_columns(heap, columns, (four, two, one, width))
    rows = row_matrix(heap, place, width)
    found = {}
    entries = heap.tree(index, 4, store.layout.row_size)
    store.expect(sorted(int.from_bytes(data, "little") for _, data in entries) == list(range(len(rows))),
                 f"{heap.name}: {len(entries)} index entries for {len(rows)} rows")
    for key, data in entries:
        row = rows[int.from_bytes(data, "little")]
        store.expect(struct.unpack_from("<I", row)[0] == key, f"{heap.name}: row {key:#x} says another number")
        found[key] = {tag >> 16: cell(heap, row, tag, at, size)
                      for tag, at, size, bit in columns if row[one + bit // 8] & 0x80 >> bit % 8}
    return [column[0] for column in columns], found


def check_columns(heap, columns, ends):
    tags = [column[0] for column in columns]
    heap.store.expect(tags == sorted(set(tags)), f"{heap.name}: columns are not in order")
    by_tag = {column[0]: column[1:] for column in columns}
    heap.store.expect(by_tag.get(0x67F20003) == (0, 4, 0) and by_tag.get(0x67F30003) == (4, 4, 1),
                      f"{heap.name}: columns of the row's number and version")
    heap.store.expect(sorted(column[3] for column in columns) == list(range(len(columns))), f"{heap.name}: iBit")
    used = sorted((column[1], column[1] + column[2]) for column in columns)
    heap.store.expect(all(a[1] == b[0] for a, b in zip(used, used[1:])) and used[-1][1] == ends[2],
                      f"{heap.name}: columns overlap or leave gaps")
    for tag, at, size, _ in columns:
        wanted = {0x000B: 1, 0x0014: 8, 0x0040: 8, 0x0005: 8}.get(tag & 0xFFFF, 4)
        inside = at + size <= ends[0] if size >= 4 else ends[1] <= at < ends[2]
        heap.store.expect(size == wanted and inside, f"{heap.name}: column {tag:#x}")
    heap.store.expect(ends[3] == ends[2] + (len(columns) + 7) // 8, f"{heap.name}: rgib")


def row_matrix(heap, place, width):
    if place == 0:
        return []
    if place & 31 == 0:
        blocks = [heap.item(place)]
    else:
        heap.values.add(place)
        blocks = heap.store.data(heap.subs[place][0])
        heap.store.expect(sum(map(len, blocks)) > 3580, f"{heap.name}: rows need no subnode")
        heap.store.row_trees += 1
    rows = []
    for number, block in enumerate(blocks):
        count = len(block) // width
        heap.store.expect(number + 1 < len(blocks) or count * width == len(block), f"{heap.name}: last block of rows")
        rows += [block[row * width : (row + 1) * width] for row in range(count)]
    return rows


def cell(heap, row, tag, at, size):
    raw = row[at : at + size]
    kind = tag & 0xFFFF
    if kind in FIXED:
        return int.from_bytes(raw, "little")
    value = heap.value(int.from_bytes(raw, "little"))
    return value.decode("utf-16-le") if kind == 0x001F else value


class Walk:
    """Everything that a store holds ([MS-PST] 2.4)."""

    def __init__(self, path):
        self.store = Store(path)
        self.store.heaps = self.store.row_trees = self.store.deepest = 0
        self.expect = self.store.expect
        self.counts = dict.fromkeys(["folders", "messages", "embedded", "attachments", "recipients", "siblocks"], 0)
        self.seen = set()
        self.fixed_nodes()
        self.names()
        self.folder(0x122, 0x122)
        for nid in self.store.nodes:
            self.expect(nid in self.seen, f"node {nid:#x} belongs to nothing")
        self.store.finish()

    def heap(self, nid, parent=0):
        self.seen.add(nid)
        if not self.expect(nid in self.store.nodes, f"no node {nid:#x}"):
            raise SystemExit("\n".join(self.store.faults))
        data, sub, above = self.store.nodes[nid]
        self.expect(above == parent, f"node {nid:#x} has the parent {above:#x}, not {parent:#x}")
        return Heap(self.store, data, sub, f"node {nid:#x}")

    def close(self, heap, others=()):
        """Every subnode is a value, or one of `others`."""
        left = set(heap.subs) - heap.values - set(others)
        self.expect(not left, f"{heap.name}: subnodes {sorted(map(hex, left))} belong to nothing")

    def fixed_nodes(self):
        heap = self.heap(0x21)
        self.root = properties(heap)
        self.close(heap)
        key = self.root[0x0FF9][1]
        self.expect(len(key) == 16 and self.root[0x67FF] == (3, 0), "message store")
        for number, node in ((0x35E0, 0x8022), (0x35E3, 0x8062), (0x35E7, 0x8042)):
            self.expect(self.root[number] == (0x102, bytes(4) + key + struct.pack("<I", node)), f"entry id {number:#x}")
        self.templates = {nid: table(self.heap(nid)) for nid in (0x60D, 0x60E, 0x60F, 0x610, 0x671, 0x692)}
        self.expect(all(not rows for _, rows in self.templates.values()), "a template has rows")
        for nid in (0x1E1, 0x261, 0xEC1):
            self.seen.add(nid)
            self.expect(self.store.nodes.get(nid) == (0, 0, 0), f"queue {nid:#x} is not empty")
        self.seen.add(0x201)
        self.expect(b"".join(self.store.data(self.store.nodes[0x201][0])) == struct.pack("<I", 0x2223), "search list")

    def names(self):
        """The name-to-id map ([MS-PST] 2.4.7): every name is found where its hash says."""
        heap = self.heap(0x61)
        found = properties(heap)
        count, entries, texts = found[1][1], found[3][1], found[4][1]
        self.expect(count == 251 and len(found[2][1]) % 16 == 0, "name-to-id map")
        wanted = {}
        self.named = {}
        for at in range(0, len(entries), 8):
            key, guid, number = struct.unpack_from("<IHH", entries, at)
            self.expect(number == at // 8 and (guid >> 1) - 3 < len(found[2][1]) // 16, "NAMEID")
            name = key
            if guid & 1:
                size = struct.unpack_from("<I", texts, key)[0]
                text = texts[key + 4 : key + 4 + size]
                name, key = text.decode("utf-16-le"), crc(text)
            self.named[0x8000 + number] = name
            wanted.setdefault(0x1000 + (key ^ guid) % count, []).append(struct.pack("<IHH", key, guid, number))
        buckets = {key: value[1] for key, value in found.items() if key >= 0x1000}
        self.expect(buckets == {key: b"".join(value) for key, value in wanted.items()}, "hash buckets of names")

    def folder(self, nid, parent):
        self.counts["folders"] += 1
        heap = self.heap(nid, parent)
        own = properties(heap)
        self.close(heap)
        hierarchy, contents = self.heap(nid & ~31 | 0x0D), self.heap(nid & ~31 | 0x0E)
        tags, children = table(hierarchy)
        self.expect(set(tags) >= set(self.templates[0x60D][0]), f"folder {nid:#x}: columns of the hierarchy table")
        shown, items = table(contents)
        self.expect(set(shown) >= set(self.templates[0x60E][0]), f"folder {nid:#x}: columns of the contents table")
        self.expect(not table(self.heap(nid & ~31 | 0x0F))[1], f"folder {nid:#x}: associated contents")
        unread = 0
        for message, row in items.items():
            unread += not row[0x0E07] & 1
            self.message(self.heap(message, nid), row)
        name = f"folder {nid:#x}"
        self.expect(own[0x3602] == (3, len(items)) and own[0x3603] == (3, unread), f"{name}: counts")
        self.expect(own[0x360A][1] == bool(children), f"{name}: PidTagSubfolders")
        self.close(hierarchy)
        self.close(contents)
        for child, row in children.items():
            below = self.search_folder(child) if child & 31 == 3 else self.folder(child, nid)
            same = all(row[number] == below[number][1] for number in (0x3001, 0x3602, 0x3603, 0x360A))
            self.expect(same, f"{name}: row of {child:#x}")
        return own

    def search_folder(self, nid):
        self.seen.add(nid & ~31 | 6)
        criteria = properties(self.heap(nid & ~31 | 7))
        tags, rows = table(self.heap(nid & ~31 | 0x10))
        self.expect(tags == self.templates[0x610][0] and not rows and 0x660B in criteria, f"search folder {nid:#x}")
        return properties(self.heap(nid, 0x122))

    def message(self, heap, row=None):
        self.counts["messages" if row is not None else "embedded"] += 1
        own = properties(heap)
        for number in (0x001A, 0x0E07, 0x0E08, 0x0E17, 0x3007, 0x3008, 0x300B):
            self.expect(number in own, f"{heap.name}: no property {number:#x}")
        for number, value in (row or {}).items():
            if number < 0x67F0:
                mine = own.get(number, (0, None))[1]
                mine = int.from_bytes(mine, "little") if own.get(number, (0,))[0] in (0x14, 0x40) else mine
                size = len(value.encode("utf-16-le")) // 2 if isinstance(value, str) else len(value) if isinstance(value, bytes) else 0
                cut = size >= 252 and mine.startswith(value)
                self.expect(value == mine or cut, f"{heap.name}: the table has another {number:#x}")
        for number in own:
            self.expect(number < 0x8000 or number in self.named, f"{heap.name}: {number:#x} has no name")
        self.tables(heap, own)

    def sub_heap(self, heap, nid):
        data, sub = heap.subs[nid]
        return Heap(self.store, data, sub, f"{heap.name} / {nid:#x}")

    def tables(self, heap, own):
        if not self.expect(0x692 in heap.subs, f"{heap.name}: no recipient table"):
            return
        recipients = self.sub_heap(heap, 0x692)
        self.counts["recipients"] += len(table(recipients)[1])
        self.close(recipients)
        attached = {nid for nid in heap.subs if nid & 31 == 5}
        rows = {}
        if 0x671 in heap.subs:
            listing = self.sub_heap(heap, 0x671)
            rows = table(listing)[1]
            self.close(listing)
        self.expect(set(rows) == attached, f"{heap.name}: {len(attached)} attachments, {len(rows)} in their table")
        self.expect(bool(own[0x0E07][1] & 0x10) == bool(attached), f"{heap.name}: mfHasAttach")
        for nid in sorted(attached):
            self.attachment(self.sub_heap(heap, nid))
        self.close(heap, attached | {0x692, 0x671})
        self.counts["siblocks"] += len(heap.subs) > 340

    def attachment(self, heap):
        self.counts["attachments"] += 1
        own = properties(heap)
        kind, value = own.get(0x3701, (0, b""))
        self.expect(own[0x3705][1] == (5 if kind == 0x0D else 1), f"{heap.name}: method")
        inner = []
        if kind == 0x0D:
            inner = [struct.unpack_from("<I", value)[0]]
            self.message(self.sub_heap(heap, inner[0]))
        self.close(heap, inner)


def main():
    walk = Walk(sys.argv[1])
    store = walk.store
    result = walk.counts | {
        "nodes": len(store.nodes), "blocks": len(store.blocks), "tree_pages": store.pages, "amaps": len(store.amaps),
        "encoding": store.crypt, "heaps_of_several_blocks": store.heaps, "tables_with_row_trees": store.row_trees,
        "deepest_tree_on_heap": store.deepest, "deflated_blocks": store.deflated, "version": store.version, "faults": store.faults,
    }
    print(json.dumps(result))
    return 1 if store.faults else 0


if __name__ == "__main__":
    sys.exit(main())
