/// The nodes that every store has beside its folders ([MS-PST] 2.7.1).
enum StoreNodes {
  static func write(_ settings: PSTSettings, to database: NodeDatabase) throws(MakerError) {
    database.addNode(.messageStore, try PropertyContext.write(store(settings, database.layout), to: database))
    database.addNode(.nameToIDMap, try PropertyContext.write(NameToIDMap.properties, to: database))
    let templates: [(NodeID, TableLayout)] = [
      (.hierarchyTableTemplate, .hierarchy), (.contentsTableTemplate, .contents),
      (.associatedContentsTableTemplate, .associatedContents), (.searchContentsTableTemplate, .searchContents),
      (.attachmentTable, .attachments), (.recipientTable, .recipients),
    ]
    for (node, layout) in templates { database.addNode(node, try TableContext.empty(layout, in: database)) }
    for queue in [NodeID.searchManagementQueue, .searchDomain, .unnamedQueue] { database.addNode(queue, .empty) }
    try writeSpamSearchFolder(to: database)
  }

  /// [MS-PST] 2.4.3.
  private static func store(_ settings: PSTSettings, _ layout: StoreLayout) -> PropertyList {
    var list = PropertyList(.of(layout, [settings.displayName]))
    let uid = settings.storeUID
    list.set(.replicationVersionHistory, .binary([1, 0, 0, 0] + uid.structureBytes + [1, 0, 0, 0]))
    list.set(.replicationFlags, .int32(0))
    list.set(.recordKey, .binary(uid.structureBytes))
    list.set(.displayName, .text(settings.displayName))
    list.set(.validFolderMask, .int32(0x89))  // the three folders named below
    list.set(.ipmSubtreeEntryID, .binary(EntryID.node(.topOfPersonalFolders, store: uid)))
    list.set(.ipmWastebasketEntryID, .binary(EntryID.node(.deletedItems, store: uid)))
    list.set(.finderEntryID, .binary(EntryID.node(.searchRoot, store: uid)))
    list.set(.pstBestBodyPresent, .bool(true))
    list.set(.pstPassword, .int32(0))
    return list
  }

  /// The search folder that every store has, with its queue, criteria and contents ([MS-PST] 2.4.8.6), and the list of
  /// searches, which names it.
  private static func writeSpamSearchFolder(to database: NodeDatabase) throws(MakerError) {
    let node = NodeID.spamSearchFolder
    let folder = spamSearchFolder(.of(database.layout))
    database.addNode(node, try PropertyContext.write(folder, to: database), parent: .rootFolder)
    database.addNode(node.sibling(.searchUpdateQueue), .empty)
    var criteria = PropertyList(.unicode)
    criteria.set(.pstSearchCriteriaFlags, .int32(0))
    database.addNode(node.sibling(.searchCriteria), try PropertyContext.write(criteria, to: database))
    let contents = try TableContext.empty(.searchContents, in: database)
    database.addNode(node.sibling(.searchContentsTable), contents)
    var activity: [UInt8] = []
    activity.append(littleEndian: node.rawValue)
    let list = NodeContent(data: try DataTree.write(activity, to: database), subnodes: .none)
    database.addNode(.searchActivityList, list)
  }

  /// Its name is the one that Outlook gives it. It stands in the root's hierarchy table too.
  static func spamSearchFolder(_ form: TextForm) -> PropertyList {
    StoreFolder.properties(named: "SPAM Search Folder 2", form)
  }
}
