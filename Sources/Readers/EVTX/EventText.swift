import EVTX
package import Records

extension EVTXReader {
  /// The event that stands there, its System part and its data by name, a line each: its bytes are BinXml, which points to
  /// names and templates elsewhere in the log. Nil where no record begins there.
  package static func text(of location: SourceLocation, in source: Source) throws -> String? {
    let log = try LogFile(source.openStore())
    var before: [ChunkBytes] = []
    while let bytes = try log.nextBytes() {
      guard location.offset < bytes.offset + UInt64(bytes.length) else {
        before.append(bytes)
        if before.count > chunksBefore { before.removeFirst() }
        continue
      }
      let alone = Chunk(alone: bytes)
      guard let record = alone.record(at: location.offset) else { return nil }
      let decoded = alone.event(of: record)
      if decoded.outcome.error == nil, decoded.outcome.substitute == nil { return lines(of: decoded.event) }
      for chunk in before { log.keep(templates(of: chunk)) }
      return lines(of: log.chunk(bytes).event(of: record).event)
    }
    return nil
  }

  /// How far back templates are looked for where a chunk has lost its own.
  private static let chunksBefore = 256

  private static func templates(of bytes: ChunkBytes) -> ChunkTemplates {
    let chunk = Chunk(alone: bytes)
    for record in chunk.content(isLogOpen: true).records { _ = chunk.event(of: record) }
    return chunk.templatesFound
  }

  private static func lines(of event: Event) -> String {
    let system: [(String, String?)] = [
      ("Provider", event.provider), ("EventID", event.eventID.map(String.init)),
      ("Level", event.level.map(String.init)),
      ("Keywords", event.keywords.map { "0x" + String($0, radix: 16) }), ("TimeCreated", event.timeCreated.text),
      ("EventRecordID", event.recordID.map(String.init)), ("ProcessID", event.processID.map(String.init)),
      ("Channel", event.channel), ("Computer", event.computer), ("UserID", event.userID),
    ]
    let data = event.data.indices.map { (event.data[$0].name ?? "Data[\($0)]", event.data[$0].text ?? "") }
    let all = system.compactMap { name, value in value.map { (name, $0) } } + data
    let message = event.message.map { [("Message", $0)] } ?? []
    return (all + message).map { name, value in
      "\(name): \(value.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(separator: "\n    "))"
    }.joined(separator: "\n")
  }
}
