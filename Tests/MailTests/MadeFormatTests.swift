import Records
import Testing

/// Mail that mailtrail-samples writes in formats of which Samples/ holds none, read and compared with its truth.
@Suite("Made mail in further formats")
struct MadeFormatTests {
  /// An item of a folder as far as every format tells it alike.
  struct Told: Hashable {
    let messageClass: String?
    let messageID: String?
    let subject: String
    let attachments: [String]
  }

  private func told(_ message: Message, in reading: Reading) -> Told {
    Told(
      messageClass: message.messageClass, messageID: message.internetMessageID, subject: message.subject ?? "",
      attachments: reading.attachments(of: message).map { $0.sha256.map { $0.hex } ?? "message" }.sorted())
  }

  private func told(_ item: MadeMail.Item) -> Told {
    Told(
      messageClass: item.class, messageID: item.message_id, subject: item.subject,
      attachments: item.attachments.map { $0.sha256 ?? "message" }.sorted())
  }

  @Test("each live item of each store once, with its attachments, and nothing else", arguments: MadeMail.formats)
  func live(format: String) async throws {
    let made = try MadeMail.inEveryFormat.get()
    let files = made.files(of: format)
    #expect(!files.isEmpty)
    for file in files {
      let reading = try await Reading.of(path: made.root + file.path)
      #expect(reading.failure == nil && !reading.isPartial, "\(file.path)")
      if format != "pst-deleted" { #expect(reading.batch.defects.allSatisfy { $0.field == "NID_NAME_TO_ID_MAP" }) }
      let expected = made.items(of: file).filter { $0.embedded == nil && $0.deleted == nil }
      #expect(reading.items.map { told($0, in: reading) }.counted == expected.map(told).counted, "\(file.path)")
      if format != "pst-deleted" { #expect(reading.recovered.isEmpty, "\(file.path)") }
      let embedded = reading.batch.messages.count { $0.parent != nil && !$0.isRecovered }
      #expect(embedded == made.items(of: file).count { $0.embedded != nil && $0.deleted == nil })
    }
  }

  /// Of drafts a store has no time of sending, and their content hash is another.
  @Test("what is written in another format is the same mail: its content hash is that of the EML of it")
  func sameContent() async throws {
    let (stores, mail) = (try MadeMail.inEveryFormat.get(), try MadeMail.asEML.get())
    var hashes: [String: Set<String>] = [:]
    for file in mail.files {
      let item = try #require(mail.items(of: file).first { $0.embedded == nil })
      let reading = try await Reading.of(path: mail.root + file.path)
      guard let hash = reading.items.first?.contentSHA256 else { continue }
      hashes[item.key, default: []].insert(hash.hex)
    }
    var compared: [String: Int] = [:]
    for file in stores.files {
      let reading = try await Reading.of(path: stores.root + file.path)
      let expected = stores.items(of: file).filter { $0.embedded == nil }
      for item in expected where item.class == "IPM.Note" && item.message_id != nil {
        let found = reading.batch.messages.filter {
          $0.parent == nil && $0.internetMessageID == item.message_id && $0.subject == item.subject
        }
        let same = found.filter { message in message.contentSHA256.map { hashes[item.key]?.contains($0.hex) } == true }
        // Of blocks that nothing names it is not always known which subnodes were theirs.
        if ["node_gone", "blocks_freed", "heap_slack"].contains(item.deleted) { continue }
        #expect(!same.isEmpty, "\(file.format) \(file.path) \(item.subject) \(found.count)")
        if !same.isEmpty { compared[file.format, default: 0] += 1 }
      }
    }
    for format in MadeMail.formats { #expect(compared[format, default: 0] > 20, "\(format)") }
  }

  /// The layout that the truth tells, and the method that the item must be found by.
  static let methods = [
    "row_gone": "orphaned_node", "node_gone": "unnamed_block", "page_freed": "older_node",
    "blocks_freed": "freed_block", "heap_slack": "heap_slack",
  ]

  @Test("every deleted item of the stated layouts is recovered, once, by its method, and not mixed with live ones")
  func deleted() async throws {
    let made = try MadeMail.inEveryFormat.get()
    var counts: [String: Int] = [:]
    for file in made.files(of: "pst-deleted") {
      let reading = try await Reading.of(path: made.root + file.path)
      let expected = made.items(of: file).filter { $0.deleted != nil && $0.embedded == nil }
      let found = reading.recovered.filter { $0.parent == nil }
      for item in expected {
        // A row has no Message-ID.
        let isRow = item.deleted == "heap_slack"
        let matches = found.filter {
          ($0.internetMessageID == item.message_id || isRow && $0.sourceNode == item.node)
            && $0.subject ?? "" == item.subject
        }
        #expect(matches.count == 1, "\(item.deleted ?? "") \(item.subject)")
        let method = matches.first?.recoveryMethod?.split(separator: ",").first.map(String.init)
        #expect(method == Self.methods[item.deleted ?? ""], "\(item.deleted ?? "") \(item.subject)")
        if isRow {
          #expect(matches.first?.recoveryMethod == method && matches.first?.messageClass == item.class)
          #expect(reading.batch.folders.first { $0.ordinal == matches.first?.folder }?.name == item.folder.lastName)
        }
        guard let match = matches.first, ["row_gone", "page_freed"].contains(item.deleted) else { continue }
        // What names the node names all of the item.
        #expect(match.sourceNode == item.node && match.recoveryMethod == method)
        #expect(told(match, in: reading) == told(item))
        #expect(reading.batch.folders.first { $0.ordinal == match.folder }?.name == item.folder.lastName)
      }
      #expect(found.count == expected.count)
      for item in expected { counts[item.deleted ?? "", default: 0] += 1 }
    }
    for layout in Self.methods.keys { #expect(counts[layout, default: 0] > 1, "\(layout)") }
  }
}

extension Array where Element: Hashable {
  fileprivate var counted: [Element: Int] { reduce(into: [:]) { $0[$1, default: 0] += 1 } }
}

extension String {
  fileprivate var lastName: String? { split(separator: "\\").last.map(String.init) }
}
