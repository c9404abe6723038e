import Records

/// The items and folders that one AuditData object of the Exchange mailbox schemas names.
struct UnifiedAuditLogAccesses: ~Copyable {
  private(set) var accesses: [MailAccess] = []
  /// Items listed; nil where the kind of record lists none.
  private(set) var itemCount: Int64?
  /// Sum of their sizes; nil where one of them has none.
  private(set) var byteCount: Int64?
  private(set) var isBind = false
  /// How a MailItemsAccessed record without its access type was read.
  private(set) var guess: String?
  /// Items whose logged size no item can have; their size is left out.
  private(set) var impossibleSizes = 0

  private let texts: SharedTexts
  private var isThrottled: Bool?
  private var sizesAreKnown = true

  init(_ object: JSONMembers, operation: String) {
    texts = object.texts
    switch operation {
    case "MailItemsAccessed": readMailItemsAccessed(object)
    case "AttachmentAccess": readAttachments(object)
    case "Send", "SendAs", "SendOnBehalf": readItem(object, .send)
    case "Create": readItem(object, .create)
    case "Update": readItem(object, .update)
    case "MessageBind": readItem(object, .bind)
    case "AdminMailAccess": readPreview(object)
    case "FolderBind": readFolder(object, .folderBind)
    case "Move", "MoveToDeletedItems", "Copy": readAffectedItems(object, .move)
    case "SoftDelete", "HardDelete": readAffectedItems(object, .delete)
    case "AddFolderPermissions", "ModifyFolderPermissions", "RemoveFolderPermissions", "UpdateFolderPermissions":
      readFolder(object, .permission)
    case "SearchQueryInitiatedExchange": readFolder(object, .search)
    default: break
    }
    if itemCount == 0 || !sizesAreKnown { byteCount = nil }
  }

  private mutating func readMailItemsAccessed(_ object: JSONMembers) {
    let properties = object["OperationProperties"]
    isThrottled = UnifiedAuditLogMapping.property("IsThrottled", in: properties)?.boolean
    let type = UnifiedAuditLogMapping.property("MailAccessType", in: properties)?.bytes.trimmed ?? .empty
    let isSync = type.equalsIgnoringCase("sync") || type.isEmpty && object["Folders"] == nil && object["Item"] != nil
    if type.isEmpty { guess = isSync ? "taken for a Sync, as it names one folder" : "taken for a Bind" }
    if isSync, object["Item"]?["ParentFolder"] == nil, let folders = object["Folders"] {
      // Not as documented: folders, perhaps with items, as a Bind lists them.
      readItems(inFolders: folders, items: "FolderItems", .sync)
    } else if isSync {
      readFolder(object, .sync)
    } else {
      isBind = true
      readItems(inFolders: object["Folders"], items: "FolderItems", .bind)
    }
  }

  private mutating func readAttachments(_ object: JSONMembers) {
    isThrottled = UnifiedAuditLogMapping.property("IsThrottled", in: object["OperationProperties"])?.boolean
    readItems(inFolders: object["Messages"], items: "MessageItems", .attachment)
  }

  /// An array of folders with an array of items each; a folder that lists none is kept, and so is the record.
  private mutating func readItems(inFolders folders: JSONValue?, items: StaticString, _ type: MailAccess.AccessType) {
    itemCount = 0
    if let folders {
      for folder in folders.elements {
        var place = MailAccess(type)
        place.isThrottled = isThrottled
        setFolder(of: &place, folder)
        readItems(of: folder[items], in: place)
      }
    }
    if accesses.isEmpty { addPlace(MailAccess(type)) }
  }

  private mutating func readItems(of list: JSONValue?, in place: MailAccess) {
    let before = accesses.count
    if let list {
      for item in list.elements { add(item, in: place) }
    }
    if accesses.count == before { accesses.append(place) }
  }

  private mutating func readItem(_ object: JSONMembers, _ type: MailAccess.AccessType) {
    var place = MailAccess(type)
    guard let item = object["Item"] else { return addPlace(place) }
    setFolder(of: &place, item["ParentFolder"])
    add(item, in: place)
  }

  /// A message previewed or downloaded in the Defender portal, whose Message-ID may be written as in an address.
  private mutating func readPreview(_ object: JSONMembers) {
    var access = MailAccess(.bind)
    let id = UnifiedAuditLogMapping.member("InternetMessageId", of: object)?.text
    access.internetMessageID = id.map { $0.hasPrefix("%") ? $0.percentDecoded : $0 }
    access.messageKey = access.internetMessageID.flatMap(messageKey(of:))
    access.subject = UnifiedAuditLogMapping.member("Subject", of: object)?.verbatim
    addPlace(access)
  }

  private mutating func readFolder(_ object: JSONMembers, _ type: MailAccess.AccessType) {
    var place = MailAccess(type)
    setFolder(of: &place, object["Item"]?["ParentFolder"] ?? object["Folder"])
    addPlace(place)
  }

  private mutating func readAffectedItems(_ object: JSONMembers, _ type: MailAccess.AccessType) {
    var place = MailAccess(type)
    setFolder(of: &place, object["Folder"])
    place.destinationFolderName = folderName(object["DestFolder"])
    guard let items = object["AffectedItems"], items.isArray || items.isObject else { return addPlace(place) }
    itemCount = 0
    for item in items.elements {
      var own = place
      if let parent = item["ParentFolder"] { setFolder(of: &own, parent) }
      add(item, in: own)
    }
    if accesses.isEmpty { addPlace(place) }
  }

  private mutating func add(_ item: JSONValue, in place: MailAccess) {
    var access = place
    access.isThrottled = isThrottled
    access.internetMessageID = item["InternetMessageId"]?.text
    access.messageKey = access.internetMessageID.flatMap(messageKey(of:))
    access.itemKey = item["Id"]?.text
    access.immutableID = item["ImmutableId"]?.text
    access.subject = item["Subject"]?.verbatim
    let size = item["SizeInBytes"]?.integer
    if let size, (0..<itemSizeLimit).contains(size) {
      access.byteCount = size
      byteCount = (byteCount ?? 0) + size
    } else {
      sizesAreKnown = false
      if size != nil { impossibleSizes += 1 }
    }
    itemCount = (itemCount ?? 0) + 1
    accesses.append(access)
  }

  private mutating func addPlace(_ place: MailAccess) {
    var access = place
    access.isThrottled = isThrottled
    accesses.append(access)
  }

  private func setFolder(of access: inout MailAccess, _ folder: JSONValue?) {
    guard let folder else { return }
    access.folderName = folderName(folder)
    access.folderKey = folder["Id"]?.text(texts)
  }

  /// The path, or the name where the log does not know the path.
  private func folderName(_ folder: JSONValue?) -> String? {
    guard let folder else { return nil }
    guard let path = folder["Path"]?.text(texts), path != "Not Available" else { return folder["Name"]?.text(texts) }
    return path
  }
}
