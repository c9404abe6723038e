package import Bytes

/// The NDB layer: nodes and blocks by their ids ([MS-PST] 2.2). Holds some thousand pages of the two trees and never
/// the trees themselves, so that a large store costs no more memory than a small one.
package final class NodeDatabase {
  package let header: Header
  package let damage: DamageLog
  let store: any ByteStore
  private var pages = PageCache()

  var layout: Layout { header.layout }

  /// B-trees of this format are three or four levels deep; this many would hold more than any disk.
  static let depthLimit = 12

  /// Throws where the header or a root page cannot be read: then there is no way into the store.
  package init(_ store: any ByteStore, damage: DamageLog) throws {
    self.store = store
    self.damage = damage
    header = try Self.header(of: store, damage)
    if header.fileSize > store.byteCount {
      damage.add(
        FormatError(
          .truncated(needed: Int(clamping: header.fileSize), available: Int(clamping: store.byteCount)),
          in: "ROOT.ibFileEof", at: 184), consequence: "what lay behind the end of the file is lost")
    }
    _ = try page(at: header.nodeTree, .node)
    _ = try page(at: header.blockTree, .block)
  }

  /// The header, in the first layout of its version in which both roots are there; in the likeliest where in none.
  private static func header(of store: any ByteStore, _ damage: DamageLog) throws -> Header {
    let opening = try store.read(at: 0, count: Header.readLength)
    var log = DamageLog()
    let likeliest = try Header(opening, damage: log)
    var found = likeliest
    if try !hasRoots(likeliest, store) {
      for layout in Layout.candidates(version: likeliest.version) ?? [] where layout != likeliest.layout {
        let other = DamageLog()
        guard let header = try? Header(opening, layout: layout, damage: other), try hasRoots(header, store) else {
          continue
        }
        (found, log) = (header, other)
        break
      }
    }
    for one in log.take() { damage.add(one.error, consequence: one.consequence) }
    return found
  }

  private static func hasRoots(_ header: Header, _ store: any ByteStore) throws -> Bool {
    for (root, kind) in [(header.nodeTree, BTreePage.Kind.node), (header.blockTree, .block)] {
      let bytes = try store.read(at: root.offset, count: header.layout.pageSize)
      let trailer = header.layout.pageTrailerOffset
      guard bytes.count > trailer + 1, bytes[trailer] == kind.rawValue, bytes[trailer + 1] == kind.rawValue else {
        return false
      }
    }
    return true
  }

  /// The node of this id; nil where there is none.
  package func node(_ id: NodeID) throws -> Node? {
    let key = UInt64(id.rawValue)
    guard let leaf = try leaf(for: key, from: header.nodeTree, .node) else { return nil }
    for index in 0..<leaf.count where leaf.key(index) & 0xFFFF_FFFF == key { return leaf.node(index) }
    return nil
  }

  /// Where the block of this id lies.
  package func location(of id: BlockID) throws -> BlockLocation {
    if let leaf = try leaf(for: id.key | 1, from: header.blockTree, .block) {
      for index in 0..<leaf.count where BlockID(leaf.key(index)).key == id.key { return leaf.block(index) }
    }
    throw FormatError(.missing(id.rawValue), in: "BBTENTRY.BREF.bid", at: header.blockTree.offset)
  }

  /// The block of this id, checked and decoded.
  package func block(_ id: BlockID) throws -> Block {
    let location = try location(of: id)
    let bytes = try store.read(at: location.offset, count: layout.storedSize(ofBlock: location.size))
    return try Block(bytes, at: location, encoding: header.encoding, layout, damage: damage)
  }

  func page(at reference: BlockReference, _ kind: BTreePage.Kind) throws -> BTreePage {
    if let page = pages.page(at: reference.offset) { return page }
    let bytes = try store.read(at: reference.offset, count: layout.pageSize)
    let page = try BTreePage(bytes, at: reference, kind: kind, layout, damage: damage)
    pages.insert(page)
    return page
  }

  /// Goes down to the leaf that would hold `key`. The levels must fall, so that no loop can hold it.
  private func leaf(for key: UInt64, from root: BlockReference, _ kind: BTreePage.Kind) throws -> BTreePage? {
    var page = try page(at: root, kind)
    while page.level > 0 {
      guard let index = page.lastEntry(upTo: key) else { return nil }
      let below = try self.page(at: page.child(index), kind)
      guard below.level < page.level else { throw Self.loop(below, under: page) }
      page = below
    }
    return page
  }

  static func loop(_ page: BTreePage, under parent: BTreePage) -> FormatError {
    FormatError(
      .mismatch(stored: UInt64(page.level), expected: UInt64(parent.level) - 1), in: "BTPAGE.cLevel",
      at: page.offset)
  }
}
