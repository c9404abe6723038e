"""The node database of a Unicode PST, read and checked by [MS-PST] 2.2; shares nothing with the program that wrote it."""

import struct
import zlib

PAGE, SLOT, AMAP_FIRST, AMAP_SPAN = 512, 64, 0x4400, 496 * 8 * 64
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


class Store:
    """The node database layer ([MS-PST] 2.2)."""

    def __init__(self, path):
        self.faults = []
        with open(path, "rb") as file:
            self.bytes = file.read()
        self.used = bytearray()
        self.blocks, self.nodes, self.references, self.pages = {}, {}, {}, 0
        self.header()
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
        self.expect(head[:4] == b"!BDN" and head[8:10] == b"SM", "magic")
        partial, version, client = struct.unpack_from("<I2xHH", head, 4)
        self.expect((version, client) == (23, 19), f"version {version} {client}")
        self.expect(head[14:16] == b"\1\1", "platform")
        self.expect(partial == crc(head[8:479]), "dwCRCPartial")
        self.expect(struct.unpack_from("<I", head, 524)[0] == crc(head[8:524]), "dwCRCFull")
        self.next_page_bid = struct.unpack_from("<Q", head, 32)[0]
        self.rgnid = struct.unpack_from("<32I", head, 44)
        root = struct.unpack_from("<IQQQQQQQQBBH", head, 180)
        self.eof, self.last_amap, self.free, pmap_free = root[1:5]
        self.nbt, self.bbt, self.amap_valid = root[5:7], root[7:9], root[9]
        self.expect(root[0] == 0 and root[10] == 0 and root[11] == 0 and pmap_free == 0, "ROOT reserved fields")
        self.expect(self.eof == len(self.bytes), f"ibFileEof {self.eof}, the file has {len(self.bytes)}")
        self.expect(self.amap_valid == 2, f"fAMapValid {self.amap_valid}")
        self.expect(head[256:512] == b"\xff" * 256, "rgbFM and rgbFP")
        self.expect(head[512] == 0x80, "bSentinel")
        self.crypt = head[513]
        self.next_block_bid = struct.unpack_from("<Q", head, 516)[0]

    def page(self, offset, kind, bid=None):
        """Checks the trailer of a page and returns it, or nothing where there is none."""
        self.expect(offset % PAGE == 0, f"page {kind:#x} at {offset:#x} is not aligned")
        page = self.bytes[offset : offset + PAGE]
        if not self.expect(len(page) == PAGE, f"page {kind:#x} at {offset:#x} lies behind the end"):
            return None
        ptype, repeat, sig, check, own = struct.unpack_from("<BBHIQ", page, 496)
        if not self.expect(ptype == repeat == kind, f"page at {offset:#x} has the type {ptype:#x}, not {kind:#x}"):
            return None
        self.expect(check == crc(page[:496]), f"page {kind:#x} at {offset:#x}: dwCRC")
        mapping = kind in (AMAP, PMAP, FMAP, FPMAP)
        self.expect(own == (offset if mapping else bid), f"page {kind:#x} at {offset:#x}: bid {own:#x}")
        self.expect(sig == (0 if mapping else signature(offset, own)), f"page {kind:#x} at {offset:#x}: wSig")
        return page

    def allocate(self, offset, size, what):
        start, count = (offset - AMAP_FIRST) // SLOT, size // SLOT
        self.expect(start >= 0 and offset % SLOT == 0, f"{what} at {offset:#x} is not aligned")
        self.expect((offset - AMAP_FIRST) // AMAP_SPAN == (offset + size - 1 - AMAP_FIRST) // AMAP_SPAN,
                    f"{what} at {offset:#x} crosses an AMap")
        if any(self.used[start : start + count]):
            self.fault(f"{what} at {offset:#x} overlaps something else")
        self.used[start : start + count] = b"\1" * count

    def maps(self):
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
                    self.expect(page[:496] == b"\xff" * 496, f"page {kind:#x} {index} is not filled with 0xFF")
        self.expect(self.last_amap == AMAP_FIRST + (spans - 1) * AMAP_SPAN, "ibAMapLast")
        if self.bytes[0x4200:0x4400] != b"\0" * PAGE:
            dlist = self.bytes[0x4200:0x4400]
            self.page(0x4200, DLIST, struct.unpack_from("<Q", dlist, 504)[0])

    def tree(self, kind, bid, offset, level=None, low=0, high=1 << 64):
        page = self.page(offset, kind, bid)
        if page is None:
            return
        self.pages += 1
        self.expect(bid < self.next_page_bid, f"page bid {bid:#x} is above bidNextP")
        self.allocate(offset, PAGE, f"page {kind:#x}")
        count, most, size, depth = page[488:492]
        self.expect(level is None or depth == level, f"page at {offset:#x} has the level {depth}, not {level}")
        wanted = 24 if depth or kind == BBT else 32
        self.expect(size == wanted and most == 488 // wanted and count <= most, f"page at {offset:#x}: entry counts")
        self.expect(count > 0 or level is None, f"page at {offset:#x} is empty")
        entries = [page[place * wanted : (place + 1) * wanted] for place in range(count)]
        keys = [struct.unpack_from("<Q", entry)[0] for entry in entries]
        self.expect(all(a < b for a, b in zip(keys, keys[1:])), f"page at {offset:#x}: keys are not in order")
        self.expect(all(low <= key < high for key in keys), f"page at {offset:#x}: keys outside its parent's range")
        if depth:
            for place, entry in enumerate(entries):
                child, where = struct.unpack_from("<QQ", entry, 8)
                top = keys[place + 1] if place + 1 < count else high
                self.tree(kind, child, where, depth - 1, keys[place], top)
        elif kind == BBT:
            for entry in entries:
                self.block(*struct.unpack("<QQHHI", entry))
        else:
            for entry in entries:
                nid, data, sub, parent = struct.unpack("<QQQI4x", entry)
                self.nodes[nid] = (data, sub, parent)

    def block(self, bid, offset, size, count, padding):
        whole = (size + 16 + SLOT - 1) // SLOT * SLOT
        self.expect(bid & 1 == 0 and bid < self.next_block_bid, f"block {bid:#x}: bid")
        self.expect(0 < size <= 8176, f"block {bid:#x}: cb {size}")
        self.allocate(offset, whole, f"block {bid:#x}")
        trailer = struct.unpack_from("<HHIQ", self.bytes, offset + whole - 16)
        self.expect(trailer[0] == size and trailer[3] == bid, f"block {bid:#x}: trailer {trailer[0]} {trailer[3]:#x}")
        self.expect(trailer[1] == signature(offset, bid), f"block {bid:#x}: wSig")
        self.expect(trailer[2] == crc(self.bytes[offset : offset + size]), f"block {bid:#x}: dwCRC")
        self.blocks[bid] = (offset, size, count)

    def raw(self, bid):
        """The bytes of a block, decoded; counts the reference."""
        self.references[bid & ~1] = self.references.get(bid & ~1, 0) + 1
        if not self.expect(bid & ~1 in self.blocks, f"block {bid:#x} is not in the BBT"):
            return b""
        offset, size, _ = self.blocks[bid & ~1]
        data = self.bytes[offset : offset + size]
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
        self.expect(kind == 1 and level in (1, 2) and len(data) == 8 + 8 * count, f"block {bid:#x}: XBLOCK")
        children = struct.unpack_from(f"<{count}Q", data, 8)
        self.expect(all(bool(child & 2) == (level == 2) for child in children), f"block {bid:#x}: levels")
        blocks = [block for child in children for block in self.data(child)]
        self.expect(sum(map(len, blocks)) == total, f"block {bid:#x}: lcbTotal {total}")
        self.expect(all(len(block) == 8176 for block in blocks[:-1]), f"block {bid:#x}: a block but the last is not full")
        return blocks

    def subnodes(self, bid, level=None, low=0, high=1 << 64):
        """The entries of a subnode tree ([MS-PST] 2.2.2.8.3.3): nid → data, sub."""
        if bid == 0:
            return {}
        data = self.raw(bid)
        self.expect(bid & 2, f"subnode block {bid:#x} is not internal")
        kind, depth, count = struct.unpack_from("<BBH", data)
        size = 16 if depth else 24
        self.expect(kind == 2 and depth in (0, 1) and len(data) == 8 + size * count, f"block {bid:#x}: SLBLOCK or SIBLOCK")
        self.expect(level in (None, depth) and count > 0, f"block {bid:#x}: level or count")
        entries = [struct.unpack_from("<QQQ" if size == 24 else "<QQ", data, 8 + size * place) for place in range(count)]
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
        for bid, (_, _, count) in self.blocks.items():
            found = self.references.get(bid, 0)
            self.expect(count == found + 1, f"block {bid:#x}: cRef {count}, but {found} references were found")
        free = 0
        for index, page in enumerate(self.amaps):
            if page is None:
                continue
            start = index * 496 * 8
            wanted = int("".join(map(str, self.used[start : start + 496 * 8])), 2)
            found = int.from_bytes(page[:496], "big")
            free += (496 * 8 - found.bit_count()) * SLOT
            extra = wanted ^ found
            self.expect(extra == 0, f"AMap {index}: {(extra & found).bit_count()} slots set though nothing is there, "
                        f"{(extra & wanted).bit_count()} not set though something is")
        self.expect(self.free == free, f"cbAMapFree {self.free}, but {free} bytes are free")
        by_type = {}
        for nid in self.nodes:
            by_type[nid & 31] = max(by_type.get(nid & 31, 0), nid >> 5)
        for kind, index in by_type.items():
            self.expect(kind == 1 or self.rgnid[kind] >= index, f"rgnid[{kind}] is below a nid in use")
