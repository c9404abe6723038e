"""The node database of a PST or OST, read and checked by [MS-PST] 2.2; shares nothing with the program that wrote it."""

import struct
import zlib

BBT, NBT, FMAP, PMAP, AMAP, FPMAP, DLIST = 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86

R = bytes.fromhex(
    "41361362a8216ebbf416cc047f64e85d1ef2cb2a74c55e35d295479e962d9a884c7d843fdbac31b6485ff6c4d8398be7"
    "233b388ec8c1df25b120a546604e9cfbaad35651457c550007c92b9d859b09a08fadb30f63ab894bd7a7155a716642bf"
    "264a6b98faea7753b270052cfd593a867ece06eb827857c78d43afb41cd45bcde2e9274fc3087280cfb0eff5286dbe30"
    "4d3492d50e3c2232e5e4f99fc2d10a8112e1ee918376e397e6618a1779a4b7dc907a5c8c02a6ca69de501a1193b95287"
    "58fced1d37491b6ae0293399bd6cd994f340546ff0c673b8d63e6518441fdd6710f10c19ecae03a1147ba90bfff8a3c0"
    "a201f72ebc2468750dfeba2fb5d0da3d")
S = bytes.fromhex(
    "14530f56b3c87a9ceb65481716159f02cc547c83000d0c0ba262a876dbd9edc7c5a4dcac8574d6d0a79bae9a967166c3"
    "6399b8dd73928e847da55ed15d93b1575150808952944f4e0a6bbc8d7f6e47464140440111cb033ff7f4e1a98f3c3af9"
    "fbf0193082092ec99da08649ee6f4d6dc42d813425871b88aafc06a11238fd4c4272641337246a757743ffe6b44b365c"
    "e4d8353d45b92cecb7312b290768a30e697b189e2139be281a5b78f523ca2ab0af3efe048ce7e5983295d3f64ae8a6ea"
    "e9f3d52f7020f21f0567ad5510cecde3273bdabad7c226d4911dd21c2233f8faf15aefcf90b68bb5bdc0bf08971e6ce2"
    "61e0c6c159abbb58de5fdf60797eb28a")
I = bytes(R.index(value) for value in range(256))


def crc(data):
    """CRC-32 without the inversions of zlib ([MS-PST] 5.3)."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def signature(offset, bid):
    """[MS-PST] 5.5."""
    value = (offset ^ bid) & 0xFFFFFFFF
    return (value >> 16) ^ (value & 0xFFFF)


def cyclic(data, key):
    """[MS-PST] 5.2; its own inverse."""
    out = bytearray(data)
    w = (key ^ (key >> 16)) & 0xFFFF
    for place, value in enumerate(out):
        value = R[(value + w) & 255]
        value = S[(value + (w >> 8)) & 255]
        value = I[(value - (w >> 8)) & 255]
        out[place] = (value - w) & 255
        w = (w + 1) & 0xFFFF
    return bytes(out)


class Layout:
    """What differs between ANSI (wVer 14, 15), Unicode (23) and 4 KB pages (36)."""

    def __init__(self, version):
        self.ansi, self.large = version in (14, 15), version == 36
        self.id, self.id_size = ("I", 4) if self.ansi else ("Q", 8)
        self.page = 4096 if self.large else 512
        self.slot = 512 if self.large else 64
        self.first = 0x5000 if self.large else 0x4400
        self.area = {True: 496, False: 4056 if self.large else 488}[self.ansi]
        self.page_trailer = {True: 500, False: 4072 if self.large else 496}[self.ansi]
        self.trailer = 12 if self.ansi else 24 if self.large else 16
        self.capacity = {True: 8180, False: 65512 if self.large else 8176}[self.ansi]
        self.index_bits = 14 if self.large else 11
        self.row_size = 2 if self.ansi else 4
        self.span = 496 * 8 * self.slot

    def signed(self, raw, at):
        """Signature, checksum and number of a trailer, from behind its first two or four bytes."""
        if self.ansi:
            sig, own, check = struct.unpack_from("<HII", raw, at)
            return sig, check, own
        return struct.unpack_from("<HIQ", raw, at)


class Store:
    """The node database layer ([MS-PST] 2.2)."""

    def __init__(self, path):
        self.faults = []
        with open(path, "rb") as file:
            self.bytes = file.read()
        self.used = bytearray()
        self.blocks, self.nodes, self.references, self.pages, self.deflated = {}, {}, {}, 0, 0
        self.header()
        if self.layout.large:
            self.used, self.amaps = bytearray(-(-(self.eof - self.layout.first) // self.layout.slot)), []
        else:
            self.maps()
        self.tree(BBT, *self.bbt)
        self.tree(NBT, *self.nbt)

    def fault(self, text):
        if len(self.faults) < 40:
            self.faults.append(text)

    def expect(self, condition, text):
        if not condition:
            self.fault(text)
        return condition

    def header(self):
        head = self.bytes[:564]
        partial, version, client = struct.unpack_from("<I2xHH", head, 4)
        self.version, self.layout = version, Layout(version)
        ansi = self.layout.ansi
        self.expect(head[:4] == b"!BDN" and head[8:10] == (b"SO" if version == 36 else b"SM"), "magic")
        self.expect(version in (14, 15, 23, 36) and client == 19, f"version {version} {client}")
        self.expect(head[14:16] == b"\1\1", "platform")
        self.expect(partial == crc(head[8:479]), "dwCRCPartial")
        self.expect(ansi or struct.unpack_from("<I", head, 524)[0] == crc(head[8:524]), "dwCRCFull")
        self.next_page_bid = struct.unpack_from("<I", head, 28)[0] if ansi else struct.unpack_from("<Q", head, 32)[0]
        self.rgnid = struct.unpack_from("<32I", head, 36 if ansi else 44)
        root = struct.unpack_from("<I" + 8 * self.layout.id + "BBH", head, 164 if ansi else 180)
        self.eof, self.last_amap, self.free, pmap_free = root[1:5]
        self.nbt, self.bbt, self.amap_valid = root[5:7], root[7:9], root[9]
        self.expect(root[0] == 0 and root[10] == 0 and root[11] == 0 and pmap_free == 0, "ROOT reserved fields")
        self.expect(self.eof == len(self.bytes), f"ibFileEof {self.eof}, the file has {len(self.bytes)}")
        self.expect(self.amap_valid == (0 if version == 36 else 2), f"fAMapValid {self.amap_valid}")
        sentinel = 460 if ansi else 512
        self.expect(head[sentinel - 256 : sentinel] == b"\xff" * 256, "rgbFM and rgbFP")
        self.expect(head[sentinel] == 0x80, "bSentinel")
        self.crypt = head[sentinel + 1]
        self.next_block_bid = struct.unpack_from("<" + self.layout.id, head, 24 if ansi else 516)[0]

    def page(self, offset, kind, bid=None):
        """Checks the trailer of a page and returns it, or nothing where there is none."""
        size, trailer = self.layout.page, self.layout.page_trailer
        self.expect(offset % size == 0, f"page {kind:#x} at {offset:#x} is not aligned")
        page = self.bytes[offset : offset + size]
        if not self.expect(len(page) == size, f"page {kind:#x} at {offset:#x} lies behind the end"):
            return None
        ptype, repeat = page[trailer], page[trailer + 1]
        sig, check, own = self.layout.signed(page, trailer + 2)
        if not self.expect(ptype == repeat == kind, f"page at {offset:#x} has the type {ptype:#x}, not {kind:#x}"):
            return None
        self.expect(check == crc(page[:trailer]), f"page {kind:#x} at {offset:#x}: dwCRC")
        mapping = kind in (AMAP, PMAP, FMAP, FPMAP)
        self.expect(own == (offset if mapping else bid), f"page {kind:#x} at {offset:#x}: bid {own:#x}")
        self.expect(sig == (0 if mapping else signature(offset, own)), f"page {kind:#x} at {offset:#x}: wSig")
        return page

    def allocate(self, offset, size, what):
        first, slot, span = self.layout.first, self.layout.slot, self.layout.span
        start, count = (offset - first) // slot, size // slot
        self.expect(start >= 0 and offset % slot == 0, f"{what} at {offset:#x} is not aligned")
        self.expect((offset - first) // span == (offset + size - 1 - first) // span,
                    f"{what} at {offset:#x} crosses an AMap")
        if any(self.used[start : start + count]):
            self.fault(f"{what} at {offset:#x} overlaps something else")
        self.used[start : start + count] = b"\1" * count

    def maps(self):
        PAGE, SLOT, AMAP_FIRST, AMAP_SPAN = self.layout.page, self.layout.slot, self.layout.first, self.layout.span
        self.map_start = self.layout.page_trailer - 496
        spans, rest = divmod(self.eof - AMAP_FIRST, AMAP_SPAN)
        self.expect(rest == 0, "the file does not end with an AMap's span")
        self.used = bytearray(spans * AMAP_SPAN // SLOT)
        self.amaps = []
        for index in range(spans):
            offset = AMAP_FIRST + index * AMAP_SPAN
            wanted = [AMAP]
            wanted += [PMAP] if index % 8 == 0 else []
            wanted += [FMAP] if index >= 128 and (index - 128) % 496 == 0 else []
            wanted += [FPMAP] if index >= 8192 and (index - 8192) % (496 * 64) == 0 else []
            for place, kind in enumerate(wanted):
                page = self.page(offset + place * PAGE, kind)
                self.allocate(offset + place * PAGE, PAGE, f"page {kind:#x}")
                if kind == AMAP:
                    self.amaps.append(page)
                elif page:
                    self.expect(page[self.map_start : self.map_start + 496] == b"\xff" * 496, f"page {kind:#x} {index} is not filled with 0xFF")
        self.expect(self.last_amap == AMAP_FIRST + (spans - 1) * AMAP_SPAN, "ibAMapLast")
        if self.bytes[0x4200:0x4400] != b"\0" * PAGE:
            dlist = self.bytes[0x4200:0x4400]
            self.page(0x4200, DLIST, self.layout.signed(dlist, self.layout.page_trailer + 2)[2])

    def tree(self, kind, bid, offset, level=None, low=0, high=1 << 64):
        page = self.page(offset, kind, bid)
        if page is None:
            return
        self.pages += 1
        self.expect(bid < self.next_page_bid, f"page bid {bid:#x} is above bidNextP")
        layout, key = self.layout, self.layout.id
        self.allocate(offset, layout.page, f"page {kind:#x}")
        count, most, size, depth = struct.unpack_from("<HHBB" if layout.large else "<BBBB", page, layout.area)
        self.expect(level is None or depth == level, f"page at {offset:#x} has the level {depth}, not {level}")
        leaf = (12 if layout.ansi else 24) if kind == BBT else 4 * layout.id_size
        wanted = 3 * layout.id_size if depth else leaf
        self.expect(size == wanted and most == layout.area // wanted and count <= most, f"page at {offset:#x}: entry counts")
        self.expect(count > 0 or level is None, f"page at {offset:#x} is empty")
        entries = [page[place * wanted : (place + 1) * wanted] for place in range(count)]
        keys = [struct.unpack_from("<" + key, entry)[0] for entry in entries]
        self.expect(all(a < b for a, b in zip(keys, keys[1:])), f"page at {offset:#x}: keys are not in order")
        self.expect(all(low <= key < high for key in keys), f"page at {offset:#x}: keys outside its parent's range")
        if depth:
            for place, entry in enumerate(entries):
                child, where = struct.unpack_from("<" + 2 * key, entry, layout.id_size)
                top = keys[place + 1] if place + 1 < count else high
                self.tree(kind, child, where, depth - 1, keys[place], top)
        elif kind == BBT:
            for entry in entries:
                bid, where, stored = struct.unpack_from("<" + 2 * key + "H", entry)
                inflated, count = struct.unpack_from("<HH", entry, 18) if layout.large else (
                    stored, struct.unpack_from("<H", entry, 2 * layout.id_size + 2)[0])
                self.block(bid, where, stored, inflated, count)
        else:
            for entry in entries:
                nid, data, sub, parent = struct.unpack_from("<" + 3 * key + "I", entry)
                self.nodes[nid] = (data, sub, parent)

    def block(self, bid, offset, size, inflated, count):
        slot, trailer_size = self.layout.slot, self.layout.trailer
        whole = (size + trailer_size + slot - 1) // slot * slot
        self.expect(bid & 1 == 0 and bid < self.next_block_bid, f"block {bid:#x}: bid")
        self.expect(0 < size <= inflated <= self.layout.capacity, f"block {bid:#x}: cb {size}")
        self.allocate(offset, whole, f"block {bid:#x}")
        at = offset + whole - trailer_size
        told = struct.unpack_from("<H", self.bytes, at)[0]
        sig, check, own = self.layout.signed(self.bytes, at + 2)
        self.expect(told == size and own == bid, f"block {bid:#x}: trailer {told} {own:#x}")
        self.expect(sig == signature(offset, bid), f"block {bid:#x}: wSig")
        self.expect(check == crc(self.bytes[offset : offset + size]), f"block {bid:#x}: dwCRC")
        if self.layout.large:
            self.expect(struct.unpack_from("<HHI", self.bytes, at + 16) == (2, inflated, 0), f"block {bid:#x}: sizes")
            self.deflated += size < inflated
        self.blocks[bid] = (offset, size, inflated, count)

    def raw(self, bid):
        """The bytes of a block, decoded; counts the reference."""
        self.references[bid & ~1] = self.references.get(bid & ~1, 0) + 1
        if not self.expect(bid & ~1 in self.blocks, f"block {bid:#x} is not in the BBT"):
            return b""
        offset, size, inflated, _ = self.blocks[bid & ~1]
        data = self.bytes[offset : offset + size]
        if size != inflated:
            data = zlib.decompress(data)
            self.expect(len(data) == inflated, f"block {bid:#x} inflates to {len(data)} bytes")
        if bid & 2 or self.crypt == 0:
            return data
        return data.translate(I) if self.crypt == 1 else cyclic(data, bid & 0xFFFFFFFF)

    def data(self, bid):
        """The data blocks of a data tree ([MS-PST] 2.2.2.8.3.2)."""
        if bid == 0:
            return []
        data = self.raw(bid)
        if not bid & 2:
            return [data]
        if self.references[bid & ~1] > 1:
            self.fault(f"data tree {bid:#x} is walked twice")
        kind, level, count, total = struct.unpack_from("<BBHI", data)
        self.expect(kind == 1 and level in (1, 2) and len(data) == 8 + self.layout.id_size * count, f"block {bid:#x}: XBLOCK")
        children = struct.unpack_from(f"<{count}{self.layout.id}", data, 8)
        self.expect(all(bool(child & 2) == (level == 2) for child in children), f"block {bid:#x}: levels")
        blocks = [block for child in children for block in self.data(child)]
        self.expect(sum(map(len, blocks)) == total, f"block {bid:#x}: lcbTotal {total}")
        self.expect(all(len(block) == self.layout.capacity for block in blocks[:-1]), f"block {bid:#x}: a block but the last is not full")
        return blocks

    def subnodes(self, bid, level=None, low=0, high=1 << 64):
        """The entries of a subnode tree ([MS-PST] 2.2.2.8.3.3): nid → data, sub."""
        if bid == 0:
            return {}
        data = self.raw(bid)
        self.expect(bid & 2, f"subnode block {bid:#x} is not internal")
        kind, depth, count = struct.unpack_from("<BBH", data)
        size, head, key = (2 if depth else 3) * self.layout.id_size, 4 if self.layout.ansi else 8, self.layout.id
        self.expect(kind == 2 and depth in (0, 1) and len(data) == head + size * count, f"block {bid:#x}: SLBLOCK or SIBLOCK")
        self.expect(level in (None, depth) and count > 0, f"block {bid:#x}: level or count")
        entries = [struct.unpack_from("<" + (2 if depth else 3) * key, data, head + size * place) for place in range(count)]
        keys = [entry[0] for entry in entries]
        self.expect(all(a < b for a, b in zip(keys, keys[1:])), f"block {bid:#x}: keys are not in order")
        self.expect(all(low <= key < high for key in keys), f"block {bid:#x}: keys outside its parent's range")
        if depth == 0:
            return {entry[0]: entry[1:] for entry in entries}
        found = {}
        for place, (key, child) in enumerate(entries):
            found |= self.subnodes(child, 0, key, keys[place + 1] if place + 1 < count else high)
        return found

    def finish(self):
        """What can be said only when everything was walked: reference counts and allocation bits."""
        for bid, (_, _, _, count) in self.blocks.items():
            found = self.references.get(bid, 0)
            self.expect(count == found + 1, f"block {bid:#x}: cRef {count}, but {found} references were found")
        free = 0
        for index, page in enumerate(self.amaps):
            if page is None:
                continue
            start = index * 496 * 8
            wanted = int("".join(map(str, self.used[start : start + 496 * 8])), 2)
            found = int.from_bytes(page[self.map_start : self.map_start + 496], "big")
            free += (496 * 8 - found.bit_count()) * self.layout.slot
            extra = wanted ^ found
            self.expect(extra == 0, f"AMap {index}: {(extra & found).bit_count()} slots set though nothing is there, "
                        f"{(extra & wanted).bit_count()} not set though something is")
        self.expect(self.free == free, f"cbAMapFree {self.free}, but {free} bytes are free")
        by_type = {}
        for nid in self.nodes:
            by_type[nid & 31] = max(by_type.get(nid & 31, 0), nid >> 5)
        for kind, index in by_type.items():
            self.expect(kind == 1 or self.rgnid[kind] >= index, f"rgnid[{kind}] is below a nid in use")
