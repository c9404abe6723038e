import Bytes
import MAPI
import Records

/// A message as a format hands it over, with what it carries.
protocol CarriedMessage {
  /// How damage names it.
  var owner: String { get }
  var propertySet: any PropertySet { get }
  var location: SourceLocation? { get }
  var internetCharset: Charset? { get throws }
  /// The id of PidLidInternetAccountName in this exhibit.
  var internetAccountName: UInt16? { get }
  /// The property that an id from 0x8000 on stands for in this exhibit.
  func property(of id: UInt16) throws -> NamedProperty?
  func recipientRows() throws -> [any PropertySet]
  func carriedAttachments() throws -> [any CarriedAttachment]
}

/// An attachment of such a message.
protocol CarriedAttachment {
  var owner: String { get }
  var propertySet: any PropertySet { get }
  func carriedContent() throws -> CarriedContent
}

/// What an attachment is.
enum CarriedContent {
  case message(any CarriedMessage)
  /// Bytes, handed out piece by piece with their offsets; `count` is how many there are to be.
  case bytes(forEachPiece: ((ArraySlice<UInt8>, UInt64) throws -> Void) throws -> Void)
  /// Something of this size that is no run of bytes.
  case object(byteCount: UInt64)
  case none
}

/// Turns a message into records, with its attachments and all messages attached to it.
struct MAPIReading {
  let collector: RecordCollector
  let damage: DamageLog
  /// Where all of it stands, for messages that were decoded out of a part of the exhibit.
  var container: SourceLocation?
  /// The recipe of an attachment, from the way to it: the place of one in its message, that of one in that one…
  var recipe: ([Int]) -> String = { "attachment:" + $0.map(String.init).joined(separator: "/") }
  private var embeddedCount = 0

  init(collector: RecordCollector, damage: DamageLog) {
    self.collector = collector
    self.damage = damage
  }

  /// Adds the message that an exhibit is; `byteCount` is its size where it does not tell it.
  mutating func addTop(_ carried: any CarriedMessage, byteCount: UInt64) async throws {
    var owners = MAPIOwners()
    try owners.add(carried.propertySet, internetAccountName: carried.internetAccountName)
    for hint in owners.hints { collector.add(hint) }
    try await add(carried, ordinal: collector.nextMessage(), parent: nil, byteCount: byteCount, way: [])
  }

  /// Gives the hash of its content.
  @discardableResult
  private mutating func add(
    _ carried: any CarriedMessage, ordinal: Ordinal, parent: Ordinal?, byteCount: UInt64?, way: [Int]
  ) async throws -> Digest? {
    var message = Message(ordinal: ordinal)
    message.parent = parent
    message.location = container ?? carried.location
    let item = MAPIMessage(
      properties: carried.propertySet, recipients: try carried.recipientRows(),
      internetCharset: try carried.internetCharset, owner: carried.owner, damage: damage)
    try item.fill(&message)
    message.properties = try ItemProperties.of(
      carried.propertySet, ofClass: message.messageClass, owner: carried.owner, damage: damage,
      named: carried.property(of:))
    message.byteCount = message.byteCount ?? byteCount.map { Int64(clamping: $0) }
    let attachments = try carried.carriedAttachments()
    message.attachmentCount = Int64(attachments.count)
    defer { collector.add(message) }
    var identity = ContentIdentity()
    try await add(attachments, to: ordinal, way: way, &identity)
    return identity.complete(&message)
  }

  /// Adds attachments, and the messages that they are, to a message that is added after them.
  mutating func add(
    _ attachments: [any CarriedAttachment], to parent: Ordinal, way: [Int] = [], _ identity: inout ContentIdentity
  ) async throws {
    for (place, attached) in attachments.enumerated() {
      var record = Attachment(ordinal: collector.nextAttachment(), message: parent)
      let content = try attached.carriedContent()
      try fill(&record, from: attached, content, way: way + [place])
      if case .message(let inner) = content {
        let mayEnter = mayEnter(depth: way.count + 1, attached)
        record.embeddedMessage = mayEnter ? collector.nextMessage() : nil
        collector.add(record)
        let digest = try await add(inner, as: record.embeddedMessage, in: parent, way: way + [place])
        identity.add(message: digest)
      } else {
        collector.add(record)
        try identity.add(record, attached.propertySet)
      }
      collector.add(damage, at: container)
      try await collector.handOverIfFull()
    }
    collector.add(damage, at: container)
  }

  /// Nothing without an ordinal: it is not read then.
  private mutating func add(
    _ inner: any CarriedMessage, as ordinal: Ordinal?, in parent: Ordinal, way: [Int]
  ) async throws -> Digest? {
    guard let ordinal else { return nil }
    return try await add(inner, ordinal: ordinal, parent: parent, byteCount: nil, way: way)
  }

  private func fill(
    _ record: inout Attachment, from attached: any CarriedAttachment, _ content: CarriedContent, way: [Int]
  ) throws {
    record.name = try attached.propertySet.attachmentName()
    record.mediaType = try attached.propertySet.nonEmptyText(.attachMimeTag)
    record.location = container
    if case .object(let byteCount) = content { record.byteCount = Int64(clamping: byteCount) }
    guard case .bytes(let forEachPiece) = content else { return }
    let found = try damage.attempt("size and hash of \(attached.owner) left out") {
      var content = AttachedContent()
      try forEachPiece { content.add($0, at: $1) }
      return content
    }
    guard let found else { return }
    found.fill(&record)
    record.location = container ?? record.location
    if let child = found.child(named: record.name ?? attached.owner, recipe: recipe(way)) {
      collector.add(container.map { child.standing(at: $0) } ?? child)
    }
  }

  private mutating func mayEnter(depth: Int, _ attached: any CarriedAttachment) -> Bool {
    embeddedCount += 1
    let limit = depth > EmbeddedMessages.depthLimit ? EmbeddedMessages.depthLimit : EmbeddedMessages.countLimit
    guard depth > EmbeddedMessages.depthLimit || embeddedCount > EmbeddedMessages.countLimit else { return true }
    damage.add(
      FormatError(
        .limitExceeded(value: UInt64(limit) + 1, limit: UInt64(limit)), in: "PidTagAttachDataObject",
        at: attached.propertySet.offset), consequence: "the message in \(attached.owner) left out")
    return false
  }
}

extension ChildExhibit {
  fileprivate func standing(at place: SourceLocation) -> ChildExhibit {
    ChildExhibit(name: name, recipe: recipe, offset: place.offset, length: place.length)
  }
}

extension RecordCollector {
  /// Takes over the damage that was told since the last time; `container` is where all of it was found, if that was
  /// decoded out of a part of the exhibit.
  func add(_ log: DamageLog, at container: SourceLocation? = nil) {
    for damage in log.take() {
      add(
        Defect(
          field: damage.error.field, problem: damage.error.problem.description, consequence: damage.consequence,
          offset: container?.offset ?? damage.error.offset, length: container?.length))
      if damage.consequence != Damage.readAllTheSame { isPartial = true }
    }
  }
}
