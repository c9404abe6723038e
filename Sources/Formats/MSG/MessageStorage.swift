package import Bytes
package import MAPI

/// A message, the top one or one attached ([MS-OXMSG] 2.1, 2.2).
package struct MessageStorage {
  package let properties: PropertyList
  /// How damage names it.
  package let owner: String
  /// Where its properties begin, and how many bytes stand together there.
  package let extent: CompoundFile.Extent?
  package let names: NamedPropertyMap
  private let message: MessageFile
  private let storage: Int
  private let header: PropertyStream.Header

  /// `charset` is what 8-bit text is in where the message does not say.
  init(_ storage: Int, headerSize: Int, owner: String, in message: MessageFile, charset: Charset?) throws {
    self.storage = storage
    self.owner = owner
    self.message = message
    names = message.names
    let stream = try PropertyStream(of: storage, headerSize: headerSize, owner: owner, in: message.file)
    extent = stream.extent
    header = stream.header
    var properties = stream.properties
    properties.charset = try CodePages.charset(of: properties) ?? charset ?? .windows1252
    self.properties = properties
  }

  /// What HTML is in, where the message says so.
  package var internetCharset: Charset? {
    get throws { try properties.integer(.internetCodepage).flatMap(CodePages.charset(number:)) }
  }

  /// In the order of their numbers.
  package func recipients() throws -> [PropertyList] {
    try storages(StorageName.recipient, declared: header.recipientCount).map { number, entry in
      var row = try PropertyStream(
        of: entry, headerSize: 8, owner: "recipient \(number) of \(owner)", in: message.file
      ).properties
      row.charset = properties.charset
      return row
    }
  }

  /// In the order of their numbers.
  package func attachments() throws -> [AttachmentStorage] {
    try storages(StorageName.attachment, declared: header.attachmentCount).map { number, entry in
      try AttachmentStorage(entry, number: number, of: self, in: message)
    }
  }

  /// More recipients or attachments said to be there than are found is a defect.
  private func storages(_ prefix: String, declared: UInt32?) -> [(number: UInt32, entry: Int)] {
    let found = message.file.children(of: storage).compactMap { child -> (number: UInt32, entry: Int)? in
      guard let number = StorageName.number(child.name, after: prefix),
        message.file.entries[child.entry]?.kind == .storage
      else { return nil }
      return (number, child.entry)
    }
    if let declared, declared > found.count {
      message.file.damage.add(
        FormatError(
          .mismatch(stored: UInt64(declared), expected: UInt64(found.count)), in: prefix, at: properties.offset),
        consequence: "\(found.count) of \(declared) in \(owner) are there")
    }
    return found.sorted { ($0.number, $0.entry) < ($1.number, $1.entry) }
  }
}

/// An attachment of a message ([MS-OXMSG] 2.2.2).
package struct AttachmentStorage {
  package enum Content {
    /// A stream of this number.
    case stream(Int)
    case message(MessageStorage)
    /// An OLE object: storages and streams of its own, of so many bytes.
    case storage(byteCount: UInt64)
    /// A link, or nothing.
    case none
  }

  package let properties: PropertyList
  package let number: UInt32
  package let owner: String
  private let message: MessageFile
  private let storage: Int

  init(_ storage: Int, number: UInt32, of parent: MessageStorage, in message: MessageFile) throws {
    self.storage = storage
    self.number = number
    self.message = message
    owner = "attachment \(number) of \(parent.owner)"
    var properties = try PropertyStream(of: storage, headerSize: 8, owner: owner, in: message.file).properties
    properties.charset = parent.properties.charset
    self.properties = properties
  }

  package func content() throws -> Content {
    let file = message.file
    if let stream = file.child(StorageName.value + "37010102", of: storage) { return .stream(stream) }
    guard let object = file.child(StorageName.value + "3701000D", of: storage) else { return .none }
    guard file.child(StorageName.properties, of: object) != nil else {
      return .storage(byteCount: byteCount(of: object))
    }
    return .message(
      try MessageStorage(
        object, headerSize: 24, owner: "the message in " + owner, in: message, charset: properties.charset))
  }

  /// Of all streams in a storage; the tree has no loops.
  private func byteCount(of storage: Int) -> UInt64 {
    var sum: UInt64 = 0
    var waiting = [storage]
    while let next = waiting.popLast() {
      for child in message.file.children(of: next) {
        switch message.file.entries[child.entry]?.kind {
        case .storage?: waiting.append(child.entry)
        case .stream?: sum &+= message.file.declaredSize(of: child.entry)
        default: break
        }
      }
    }
    return sum
  }

  /// Hands the bytes of its stream to `body`; throws where some of them are missing.
  package func forEachPiece(of stream: Int, _ body: (ArraySlice<UInt8>, UInt64) throws -> Void) throws {
    var count: UInt64 = 0
    try message.file.forEachPiece(of: stream) { piece, offset in
      count += UInt64(piece.count)
      try body(piece, offset)
    }
    let declared = message.file.declaredSize(of: stream)
    guard count == declared else {
      throw FormatError(
        .truncated(needed: Int(clamping: declared), available: Int(count)), in: "PidTagAttachDataBinary",
        at: message.file.entries[stream]?.offset ?? 0)
    }
  }
}
