/// The number of a node: five bits of type below an index ([MS-PST] 2.2.2.1).
struct NodeID: Hashable, Comparable, Sendable {
  let rawValue: UInt32

  /// What kind of object the node is.
  enum Kind: UInt32, Sendable {
    case heap = 0x00
    case `internal` = 0x01
    case normalFolder = 0x02
    case searchFolder = 0x03
    case normalMessage = 0x04
    case attachment = 0x05
    case searchUpdateQueue = 0x06
    case searchCriteria = 0x07
    case hierarchyTable = 0x0D
    case contentsTable = 0x0E
    case associatedContentsTable = 0x0F
    case searchContentsTable = 0x10
    case attachmentTable = 0x11
    case recipientTable = 0x12
    case listsTablesProperties = 0x1F
  }

  init(rawValue: UInt32) { self.rawValue = rawValue }
  init(_ kind: Kind, index: UInt32) { rawValue = index << 5 | kind.rawValue }

  var index: UInt32 { rawValue >> 5 }

  /// The node that belongs to the same object under another type, such as a folder's contents table.
  func sibling(_ kind: Kind) -> NodeID { NodeID(kind, index: index) }

  static func < (left: NodeID, right: NodeID) -> Bool { left.rawValue < right.rawValue }
}

/// The nodes whose numbers are fixed ([MS-PST] 2.4.1 and 2.7.1).
extension NodeID {
  static let messageStore = NodeID(rawValue: 0x21)
  static let nameToIDMap = NodeID(rawValue: 0x61)
  static let rootFolder = NodeID(rawValue: 0x122)
  static let searchManagementQueue = NodeID(rawValue: 0x1E1)
  static let searchActivityList = NodeID(rawValue: 0x201)
  static let searchDomain = NodeID(rawValue: 0x261)
  static let hierarchyTableTemplate = NodeID(rawValue: 0x60D)
  static let contentsTableTemplate = NodeID(rawValue: 0x60E)
  static let associatedContentsTableTemplate = NodeID(rawValue: 0x60F)
  static let searchContentsTableTemplate = NodeID(rawValue: 0x610)
  static let attachmentTable = NodeID(rawValue: 0x671)
  static let recipientTable = NodeID(rawValue: 0x692)
  /// A queue that Outlook makes in every store, though [MS-PST] does not name it.
  static let unnamedQueue = NodeID(rawValue: 0xEC1)
  static let spamSearchFolder = NodeID(rawValue: 0x2223)
  static let topOfPersonalFolders = NodeID(rawValue: 0x8022)
  static let searchRoot = NodeID(rawValue: 0x8042)
  static let deletedItems = NodeID(rawValue: 0x8062)
}

/// The number of a block; its second bit says that the block holds other blocks' numbers ([MS-PST] 2.2.2.2).
struct BlockID: Hashable, Sendable {
  let rawValue: UInt64

  static let none = BlockID(rawValue: 0)
  /// By how much the number of one block lies above that of the block before it.
  static let step: UInt64 = 4
  static let internalBit: UInt64 = 2
}

/// Where a node's bytes and its subnodes are found.
struct NodeContent: Sendable {
  let data: BlockID
  let subnodes: BlockID

  static let empty = NodeContent(data: .none, subnodes: .none)
}
