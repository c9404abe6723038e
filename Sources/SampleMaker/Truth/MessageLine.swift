import Crypto

/// What `truth/messages.jsonl` says of one item of a store, and of the messages attached to it.
struct MessageLine {
  let item: Item
  let place: StorePlace
  let mailbox: Mailbox
  let folder: Folder
  let acts: [String]
  let conclusion: Conclusion

  /// The item's own line, then those of the messages attached to it, each before those attached to it in turn.
  func write(to file: OutputFile) throws(MakerError) -> Int {
    try write(item, conclusion, path: [], to: file) - 1
  }

  private func write(
    _ item: Item, _ conclusion: Conclusion, path: [Int], to file: OutputFile
  ) throws(MakerError) -> Int {
    _ = try file.appendLine(json(of: item, conclusion, path: path).text, ending: "\n")
    var count = 1
    for (number, attachment) in item.attachments.enumerated() {
      guard case .item(let attached) = attachment.content else { continue }
      count += try write(attached, Examiner.conclude(attachedTo: conclusion), path: path + [number], to: file)
    }
    return count
  }

  private func json(of item: Item, _ conclusion: Conclusion, path: [Int]) -> JSON {
    let letter = item.letter
    let isEmbedded = !path.isEmpty
    return .object([
      "file": .string(place.file), "node": node.map { .int(Int($0)) }, "offset": offset.map { .int(Int($0)) },
      "length": length.map { .int(Int($0)) }, "embedded": isEmbedded ? .array(path.map { .int($0) }) : nil,
      "mailbox": .string(mailbox.address), "folder": .string(folder.path), "class": .string(letter.messageClass),
      "message_id": letter.internetMessageID.map { .string($0) } ?? .null, "subject": .string(letter.subject),
      "sent": .string(letter.sentAt.isoMicroseconds),
      "received": isEmbedded ? nil : .string(item.receivedAt.isoMicroseconds), "bytes": .int(letter.byteCount),
      "attachments": .array(item.attachments.map { json(of: $0) }), "acts": .array(acts.map { .string($0) }),
      "concludable": conclusion.json, "deleted": deletion.map { .string($0.rawValue) },
    ])
  }

  private func json(of attachment: Attachment) -> JSON {
    switch attachment.content {
    case .bytes(let bytes):
      .object([
        "name": .string(attachment.name), "bytes": .int(bytes.count),
        "sha256": .string(hexadecimal(SHA256.hash(data: bytes))),
      ])
    case .item: .object(["name": .string(attachment.name), "message": true])
    }
  }

  private var node: UInt32? {
    if case .node(_, let node, _) = place { return node }
    return nil
  }

  private var deletion: Deletion? {
    if case .node(_, _, let deletion) = place { return deletion }
    return nil
  }

  private var offset: Int64? {
    if case .stretch(_, let offset, _) = place { return offset }
    return nil
  }

  private var length: Int64? {
    if case .stretch(_, _, let length) = place { return length }
    return nil
  }
}

extension Conclusion {
  var json: JSON {
    .object([
      "tier": tier.map { .string($0.rawValue) } ?? .null, "basis": basis.map { .string($0.rawValue) },
      "placement": placement.map { .string($0.rawValue) }, "state": state.map { .string($0.rawValue) },
      "match_count": matchCount.map { .int($0) }, "handled_by_actor": isHandledByActor ? true : nil,
      "rows": .array(rows.map { .int($0) }),
      "places": .array(places.map { .object(["file": .string($0.file), "line": .int($0.line)]) }),
    ])
  }
}
