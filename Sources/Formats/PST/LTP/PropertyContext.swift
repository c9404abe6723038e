import Bytes
import MAPI

/// Reads a property context: the properties of one object, in a heap ([MS-PST] 2.3.3).
enum PropertyContext {
  /// All properties of a node, by one walk over its tree. A property of an unknown type is told and left out.
  /// `subnodes` are those of the node.
  static func read(
    _ node: Node, subnodes: SubnodeTree, in database: NodeDatabase, owner: String
  ) throws -> Properties {
    let heap = try HeapOnNode(node, in: database, for: .propertyContext)
    let tree = try BTreeOnHeap(heap.root, in: heap, consequence: "properties of \(owner) left out")
    guard tree.keySize == 2, tree.dataSize == 6 else {
      throw FormatError(
        .invalid("records of \(tree.keySize) and \(tree.dataSize) bytes, not 2 and 6"), in: "BTHHEADER.cbKey",
        at: heap.location.offset)
    }
    var values: [StoredProperty] = []
    var structure = tree.allocations
    for leaf in tree.leaves {
      values.reserveCapacity(values.count + leaf.count / 8)
      for start in stride(from: 0, through: leaf.count - 8, by: 8) {
        let id: UInt16 = leaf.integer(at: start)
        let type: UInt16 = leaf.integer(at: start + 2)
        let offset = leaf.place(start)
        guard let known = PropertyType(rawValue: type) else {
          database.damage.add(
            FormatError(
              .invalid("property \(hexadecimal(id)) of unknown type \(hexadecimal(type))"),
              in: "PCBTH.wPropType", at: offset &+ 2), consequence: "property \(hexadecimal(id)) of \(owner) left out")
          structure.append(leaf.integer(at: start + 4))
          continue
        }
        let isInline = known.fixedSize.map { $0 <= 4 } ?? false
        values.append(
          StoredProperty(
            id: id, type: known, bits: UInt64(leaf.integer(at: start + 4, as: UInt32.self)), isInline: isInline,
            offset: offset))
      }
    }
    return Properties(values, heap: heap, subnodes: subnodes, owner: owner, structure: structure)
  }
}

func hexadecimal(_ value: UInt16) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
}
