/// A folder that items are still added to.
final class StoreFolder {
  let node: NodeID
  let parent: NodeID
  let name: String
  let containerClass: String
  var childCount = 0
  private(set) var itemCount = 0
  private(set) var unreadCount = 0
  private let contents: TableContext
  private let database: NodeDatabase

  init(_ node: NodeID, named name: String, containerClass: String, parent: NodeID, in database: NodeDatabase)
    throws(MakerError)
  {
    (self.node, self.name, self.containerClass) = (node, name, containerClass)
    (self.parent, self.database) = (parent, database)
    contents = try TableContext(.contents, in: database)
  }

  func add(_ message: NodeID, _ properties: PropertyList, isRead: Bool) throws(MakerError) {
    try contents.addRow(message.rawValue, properties)
    itemCount += 1
    if !isRead { unreadCount += 1 }
  }

  /// An item that was deleted leaves its row in what was freed of the table.
  func addDeleted(_ message: NodeID, _ properties: PropertyList) {
    contents.deletedRows.append((message.rawValue, properties))
  }

  /// Names the four nodes of the folder ([MS-PST] 2.4.4), given the rows of the folders below it, in their order.
  func finish(children: [(node: NodeID, row: PropertyList)]) throws(MakerError) {
    let hierarchy = try TableContext(.hierarchy, in: database)
    for child in children { try hierarchy.addRow(child.node.rawValue, child.row) }
    database.addNode(node, try PropertyContext.write(properties, to: database), parent: parent)
    database.addNode(node.sibling(.hierarchyTable), try hierarchy.finish())
    database.addNode(node.sibling(.contentsTable), try contents.finish())
    let associated = try TableContext.empty(.associatedContents, in: database)
    database.addNode(node.sibling(.associatedContentsTable), associated)
  }

  private var properties: PropertyList {
    var list = Self.properties(
      named: name, TextForm.of(database.layout, [name]), itemCount: itemCount, unreadCount: unreadCount,
      hasSubfolders: childCount > 0)
    if !containerClass.isEmpty { list.set(.containerClass, .text(containerClass)) }
    return list
  }

  /// What every folder says of itself ([MS-PST] 2.4.4.1.1).
  static func properties(
    named name: String, _ form: TextForm, itemCount: Int = 0, unreadCount: Int = 0, hasSubfolders: Bool = false
  ) -> PropertyList {
    var list = PropertyList(form)
    list.set(.displayName, .text(name))
    list.set(.contentCount, .int32(Int32(itemCount)))
    list.set(.contentUnreadCount, .int32(Int32(unreadCount)))
    list.set(.subfolders, .bool(hasSubfolders))
    return list
  }

  /// As its parent's hierarchy table shows it ([MS-PST] 2.4.4.4).
  var row: PropertyList {
    var list = properties
    list.set(.pstHiddenCount, .int32(0))
    list.set(.pstHiddenUnread, .int32(0))
    list.sort()
    return list
  }
}
