package import Bytes
package import MAPI

/// One property as stored: its value, where that is short, or else where it stands (an HNID, [MS-PST] 2.3.3.2).
struct StoredProperty {
  let id: UInt16
  let type: PropertyType
  let bits: UInt64
  let isInline: Bool
  let offset: UInt64
}

/// The properties of one object or of one row of a table, ascending by id.
///
/// What of a property cannot be read is told as damage, and reads as not there: it costs the property, never the item.
package final class Properties: PropertySet {
  private let values: [StoredProperty]
  let heap: HeapOnNode
  package let subnodes: SubnodeTree
  /// Whose they are, as told with damage: `node 0x200024`.
  let owner: String
  /// Allocations that are no values of these properties and are in use all the same; none of a row.
  private let structure: [UInt32]
  /// Allocations that were freed and are there still, which these properties are of.
  private let freed: [UInt32: Extent]
  /// What 8-bit text is in.
  package var charset = Charset.windows1252

  /// More than this of one property is not taken into memory.
  package static let sizeLimit = 64 << 20

  private var database: NodeDatabase { heap.database }
  /// Where the block lies that the properties begin in.
  package var location: BlockLocation { heap.location }
  package var offset: UInt64 { heap.location.offset }
  /// Where what of them cannot be read is told.
  package var damage: DamageLog { database.damage }

  init(
    _ values: [StoredProperty], heap: HeapOnNode, subnodes: SubnodeTree, owner: String,
    structure: [UInt32] = [], freed: [UInt32: Extent] = [:]
  ) {
    var isSorted = true
    for index in values.indices.dropFirst() where values[index].id < values[index - 1].id { isSorted = false }
    self.values = isSorted ? values : values.sorted { $0.id < $1.id }
    self.heap = heap
    self.subnodes = subnodes
    self.owner = owner
    self.structure = structure
    self.freed = freed
  }

  /// The allocations in use.
  var referred: [UInt32] {
    structure
      + values.compactMap { value in
        let id = UInt32(truncatingIfNeeded: value.bits)
        return value.isInline || !HeapID(id).isHeapID ? nil : id
      }
  }

  /// Has the heap looked at that these properties are all of, in all its blocks, for what was deleted in it.
  package func searchSlack() throws {
    let survey = try heap.survey()
    if survey.hasSlack || survey.allocationCount > referred.count { heap.noteSlack() }
  }

  func stored(_ id: UInt16) -> StoredProperty? {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < values.count && values[low].id == id ? values[low] : nil
  }

  /// The subnodes that values stand in.
  var subnodeIDs: [NodeID] {
    values.compactMap { value in
      guard !value.isInline, value.type != .object, value.bits != 0 else { return nil }
      let hnid = UInt32(truncatingIfNeeded: value.bits)
      return HeapID(hnid).isHeapID || value.type.fixedSize ?? 16 <= 4 ? nil : NodeID(hnid)
    }
  }

  package func has(_ id: PropertyID) -> Bool { stored(id.rawValue) != nil }

  /// A number or truth value.
  package func integer(_ id: PropertyID) throws -> Int64? {
    guard let property = stored(id.rawValue) else { return nil }
    switch property.type {
    case .boolean: return property.bits & 0xFF == 0 ? 0 : 1
    case .integer16: return Int64(Int16(truncatingIfNeeded: property.bits))
    case .integer32, .errorCode: return Int64(Int32(truncatingIfNeeded: property.bits))
    case .integer64: return try eightBytes(property).map { Int64(bitPattern: $0) }
    default: return wrongType(property)
    }
  }

  /// A time in microseconds since 1970 UTC.
  package func time(_ id: PropertyID) throws -> Int64? {
    guard let property = stored(id.rawValue) else { return nil }
    guard property.type == .time else { return wrongType(property) }
    return try eightBytes(property).flatMap(FileTime.microseconds)
  }

  package func text(_ id: PropertyID) throws -> String? { try text(id.rawValue) }

  /// Text of a property whose id the store's name map gave; several texts with `; ` between them.
  package func text(_ id: UInt16) throws -> String? {
    guard let property = stored(id) else { return nil }
    switch property.type {
    case .string: return try extent(property).map { decode($0, as: .utf16LE, property) }
    case .string8: return try extent(property).map { decode($0, as: charset, property) }
    case .multipleString, .multipleString8: return try texts(property)?.joined(separator: "; ")
    default: return wrongType(property)
    }
  }

  private func texts(_ property: StoredProperty) throws -> [String]? {
    try attempt(property) {
      guard let extent = try extent(property) else { return nil }
      let charset = property.type == .multipleString ? .utf16LE : charset
      return try MultipleValues.read(extent, field: hexadecimal(property.id)).map { decode($0, as: charset, property) }
    }
  }

  /// The bytes of a property of whatever type that is not a number.
  package func value(_ id: PropertyID) throws -> PropertyValue? { try value(id.rawValue) }

  func bytes(_ id: UInt16) throws -> ArraySlice<UInt8>? { try value(id)?.bytes }

  private func value(_ id: UInt16) throws -> PropertyValue? {
    guard let property = stored(id), !property.isInline else { return nil }
    return try extent(property).map { PropertyValue($0.slice, at: $0.offset) }
  }

  package func type(_ id: PropertyID) -> PropertyType? { stored(id.rawValue)?.type }

  package var all: [(id: UInt16, type: PropertyType)] { values.map { ($0.id, $0.type) } }

  package func elements(_ id: UInt16, limit: Int) throws -> PropertyElements {
    guard let property = stored(id) else { return .none }
    let found = try attempt(property) { try extents(property, limit: limit) }
    guard let found else { return .none }
    let elements = found.first.map { extent -> PropertyElement in
      switch property.type.element {
      case .string: .text(decode(extent, as: .utf16LE, property))
      case .string8: .text(decode(extent, as: charset, property))
      default: .bytes(extent.slice)
      }
    }
    return PropertyElements(elements, count: found.count)
  }

  private func extents(_ property: StoredProperty, limit: Int) throws -> (first: [Extent], count: Int) {
    if property.isInline {
      let size = property.type.fixedSize ?? 4
      let bytes = (0..<size).map { UInt8(truncatingIfNeeded: property.bits >> (8 * UInt64($0))) }
      return ([Extent(bytes, range: 0..<size, offset: property.offset)], 1)
    }
    let whole = try contents(of: UInt32(truncatingIfNeeded: property.bits), property)
    guard property.type.isMultiple else { return ([whole], 1) }
    guard let size = property.type.element.fixedSize else {
      return try MultipleValues.read(whole, limit: limit, field: hexadecimal(property.id))
    }
    let rest = whole.count % size
    guard rest == 0 else {
      throw FormatError(.truncated(needed: size, available: rest), in: hexadecimal(property.id), at: whole.offset)
    }
    let count = whole.count / size
    return ((0..<min(count, limit)).map { whole.part(at: $0 * size, count: size) }, count)
  }

  /// What an HNID points to, read whole.
  private func extent(_ property: StoredProperty) throws -> Extent? {
    try attempt(property) { try contents(of: UInt32(truncatingIfNeeded: property.bits), property) }
  }

  private func contents(of hnid: UInt32, _ property: StoredProperty) throws -> Extent {
    let heapID = HeapID(hnid)
    if let extent = freed[hnid] { return extent }
    if heapID.isHeapID { return try heap.item(heapID) }
    guard let node = subnodes.node(NodeID(hnid)) else {
      throw FormatError(.missing(UInt64(hnid)), in: "HNID", at: property.offset)
    }
    var bytes: [UInt8] = []
    var first: UInt64?
    try database.forEachBlock(of: database.dataTree(node.data)) { block in
      guard bytes.count + block.bytes.count <= Self.sizeLimit else {
        throw FormatError(
          .limitExceeded(value: UInt64(bytes.count + block.bytes.count), limit: UInt64(Self.sizeLimit)),
          in: hexadecimal(property.id), at: property.offset)
      }
      first = first ?? block.offset
      bytes.append(contentsOf: block.bytes)
    }
    return Extent(bytes, range: 0..<bytes.count, offset: first ?? property.offset)
  }

  private func eightBytes(_ property: StoredProperty) throws -> UInt64? {
    if property.isInline { return property.bits }
    guard let extent = try extent(property) else { return nil }
    guard extent.count >= 8 else {
      return tell(property, .truncated(needed: 8, available: extent.count), at: extent.offset)
    }
    return extent.integer(at: 0)
  }

  /// Text up to the zeros that some writers end it with. 8-bit text that is valid UTF-8 beyond ASCII is UTF-8, whatever
  /// code page the item names: text of a code page is hardly ever valid in it, and writers do store it so.
  private func decode(_ extent: Extent, as charset: Charset, _ property: StoredProperty) -> String {
    var slice = extent.slice
    if charset == .utf16LE {
      while slice.count >= 2, slice[slice.endIndex - 1] == 0, slice[slice.endIndex - 2] == 0 { slice.removeLast(2) }
    } else {
      while slice.last == 0 { slice.removeLast() }
      if charset.isSingleByte, slice.contains(where: { $0 >= 0x80 }),
        let text = String(validating: slice, as: UTF8.self)
      {
        return text
      }
    }
    let (text, bad) = charset.decode(slice)
    if bad > 0 {
      database.damage.add(
        FormatError(.invalid("\(bad) bytes are no \(charset.name)"), in: hexadecimal(property.id), at: extent.offset),
        consequence: "U+FFFD in their place in property \(hexadecimal(property.id)) of \(owner)")
    }
    return text
  }

  private func attempt<T>(_ property: StoredProperty, _ work: () throws -> T?) throws -> T? {
    try database.damage.attempt(consequence(property), work)
  }

  private func wrongType<T>(_ property: StoredProperty) -> T? {
    tell(property, .invalid("type \(hexadecimal(property.type.rawValue)) is not what it has"), at: property.offset)
  }

  private func tell<T>(_ property: StoredProperty, _ problem: FormatError.Problem, at offset: UInt64) -> T? {
    database.damage.add(
      FormatError(problem, in: hexadecimal(property.id), at: offset), consequence: consequence(property))
    return nil
  }

  private func consequence(_ property: StoredProperty) -> String {
    "property \(hexadecimal(property.id)) of \(owner) left out"
  }
}

/// Bytes of an attachment, or the message it is: short ones in the heap, long ones in a node of their own.
package enum PropertyObject {
  case bytes(Extent)
  case node(Node)
}

extension Properties {
  /// The value of a binary or object property, not yet read ([MS-PST] 2.3.3.5 for objects).
  package func object(_ id: PropertyID) throws -> PropertyObject? {
    guard let property = stored(id.rawValue) else { return nil }
    guard property.type == .object || property.type == .binary else { return wrongType(property) }
    return try attempt(property) {
      var hnid = UInt32(truncatingIfNeeded: property.bits)
      if property.type == .object {
        let reference = try heap.item(HeapID(hnid))
        guard reference.count >= 4 else {
          throw FormatError(
            .truncated(needed: 4, available: reference.count), in: hexadecimal(property.id), at: reference.offset)
        }
        hnid = reference.integer(at: 0)
      } else if HeapID(hnid).isHeapID {
        return .bytes(try heap.item(HeapID(hnid)))
      }
      guard let node = subnodes.node(NodeID(hnid)) else {
        throw FormatError(.missing(UInt64(hnid)), in: "HNID", at: property.offset)
      }
      return .node(node)
    }
  }
}
