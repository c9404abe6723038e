/// Writes the properties of an object ([MS-PST] 2.3.3): a tree of numbers, types and values, where a value of more than
/// four bytes is an item of the heap and one of more than 3580 a subnode.
enum PropertyContext {
  private static let recordSize = 8
  /// So many records fit one item; no object here has more properties.
  private static let mostProperties = HeapOnNode.itemCapacity / recordSize

  /// Returns the data of the node; its subnodes are still open, for others to be added.
  static func write(
    _ properties: PropertyList, subnodes: inout SubnodeTree, to database: NodeDatabase
  ) throws(MakerError) -> BlockID {
    var properties = properties
    properties.sort()
    guard properties.entries.count <= mostProperties else { throw MakerError("an object has too many properties") }
    let heap = HeapOnNode(.propertyContext, in: database)
    let room = [UInt8](repeating: 0, count: recordSize * properties.entries.count)
    let header = try heap.allocate([UInt8](repeating: 0, count: recordSize))
    let records = try heap.allocate(room)
    var content: [UInt8] = []
    content.reserveCapacity(room.count)
    for (id, value) in properties.entries {
      content.append(littleEndian: id)
      content.append(littleEndian: value.type(properties.textForm))
      content.append(
        littleEndian: try reference(
          to: value, properties.textForm, heap: heap, subnodes: &subnodes, database: database))
    }
    if !content.isEmpty { heap.overwrite(records, with: content) }
    heap.overwrite(header, with: BTreeOnHeap.header(keySize: 2, dataSize: 6, levels: 0, root: records))
    return try heap.finish(root: header)
  }

  /// An object without subnodes of other kinds than large values.
  static func write(_ properties: PropertyList, to database: NodeDatabase) throws(MakerError) -> NodeContent {
    var subnodes = SubnodeTree()
    let data = try write(properties, subnodes: &subnodes, to: database)
    return NodeContent(data: data, subnodes: try subnodes.finish(in: database))
  }

  /// `dwValueHnid`: the value, or where it is.
  private static func reference(
    to value: PropertyValue, _ form: TextForm, heap: HeapOnNode, subnodes: inout SubnodeTree, database: NodeDatabase
  ) throws(MakerError) -> UInt32 {
    if let inline = value.inline { return inline }
    if case .binary(let bytes) = value { return try store(bytes, heap, &subnodes, database) }
    var bytes: [UInt8] = []
    value.append(to: &bytes, form)
    return try store(bytes, heap, &subnodes, database)
  }

  private static func store(
    _ bytes: [UInt8], _ heap: HeapOnNode, _ subnodes: inout SubnodeTree, _ database: NodeDatabase
  ) throws(MakerError) -> UInt32 {
    if bytes.count <= HeapOnNode.itemCapacity { return try heap.allocate(bytes).rawValue }
    let node = try database.takeID(.listsTablesProperties)
    subnodes.add(node, NodeContent(data: try DataTree.write(bytes, to: database), subnodes: .none))
    return node.rawValue
  }
}
