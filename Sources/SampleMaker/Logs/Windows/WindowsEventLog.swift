/// A Windows event log as it lies in `winevt\Logs`, closed properly: header, then chunks, all checksums right (libevtx,
/// "Windows XML Event Log (EVTX) format"; [MS-EVEN6] 2.2 for the binary XML).
///
/// Events of one provider and computer share a template, as Windows does it; the strings of an event are one value that
/// its `Data` element is repeated for.
package final class WindowsEventLog {
  private let path: String
  private let channel: String
  private let computer: String
  private let shelf: LogShelf
  private let file: OutputFile
  private let firstRecord: UInt64
  private var chunk: EventLogChunk
  private var chunkCount: UInt64 = 0
  private var nextRecord: UInt64
  /// The provider's number is its template's.
  private var providers: [String] = []

  private static let headerBlock = 4096

  /// Makes the file at once. `firstRecord` is the number of the oldest event; those before it were overwritten.
  package init(
    at path: String, channel: String, computer: String, firstRecord: Int = 1, on shelf: LogShelf
  ) throws(MakerError) {
    (self.path, self.channel, self.computer, self.shelf) = (path, channel, computer, shelf)
    self.firstRecord = UInt64(firstRecord)
    nextRecord = self.firstRecord
    chunk = EventLogChunk(firstRecord: nextRecord)
    file = try shelf.make(path)
    try file.append([UInt8](repeating: 0, count: Self.headerBlock))
  }

  /// Returns the event's place: its record number stands for a line.
  package func append(_ event: WindowsEvent) throws(MakerError) -> LogPlace {
    let template = eventTemplate(of: event.provider)
    var next = chunk
    next.add(template, written: event.at, values(of: event))
    if !next.fits {
      try close()
      next = EventLogChunk(firstRecord: nextRecord)
      next.add(template, written: event.at, values(of: event))
      guard next.fits else { throw MakerError("\(path): an event of \(event.provider) is larger than a chunk") }
    }
    chunk = next
    nextRecord += 1
    return LogPlace(file: path, line: Int(nextRecord - 1))
  }

  /// A log without an event has one empty chunk.
  package func finish() throws(MakerError) {
    if chunk.recordCount > 0 || chunkCount == 0 { try close() }
    try file.overwrite(header, at: 0)
    let digest = try file.finish(waiting: false)
    shelf.deliver(
      EvidenceFile(
        path: path, format: "evtx", byteCount: file.length, sha256: digest, count: Int(nextRecord - firstRecord)))
  }

  private func close() throws(MakerError) {
    try file.append(chunk.finished())
    chunkCount += 1
  }

  private var header: [UInt8] {
    var header = Array("ElfFile\0".utf8)
    for number in [0, chunkCount - 1, nextRecord] { header.append(littleEndian: number) }
    header.append(littleEndian: UInt32(128))
    for number in [1, 3, UInt16(Self.headerBlock), UInt16(chunkCount)] { header.append(littleEndian: number) }
    header.appendZeros(76)
    let checksum = crc32(header)
    header.append(littleEndian: UInt32(0))
    header.append(littleEndian: checksum)
    return header
  }

  private func eventTemplate(of provider: String) -> BinaryTemplate {
    let number = providers.firstIndex(of: provider) ?? providers.count
    if number == providers.count { providers.append(provider) }
    let namespace = "http://schemas.microsoft.com/win/2004/08/events/event"
    let system = BinaryElement(
      name: "System",
      content: [
        .element(.attributed("Provider", "Name", .text(provider))),
        .element(
          BinaryElement(
            name: "EventID", attributes: [("Qualifiers", .value(4, .uint16, isOptional: true))],
            content: [.piece(.value(3, .uint16))])),
        .element(.leaf("Level", .value(0, .uint8))), .element(.leaf("Task", .value(2, .uint16))),
        .element(.leaf("Keywords", .value(5, .hexInt64))),
        .element(.attributed("TimeCreated", "SystemTime", .value(6, .fileTime))),
        .element(.leaf("EventRecordID", .value(10, .uint64))), .element(.leaf("Channel", .text(channel))),
        .element(.leaf("Computer", .text(computer))),
        .element(.attributed("Security", "UserID", .value(12, .securityID, isOptional: true))),
      ])
    let event = BinaryElement(
      name: "Event", attributes: [("xmlns", .text(namespace))],
      content: [.element(system), .piece(.value(13, .binXML, isOptional: true))])
    return BinaryTemplate(id: 0x1000 + UInt32(number), root: event)
  }

  private static let data = BinaryTemplate(
    id: 0x0FFF,
    root: BinaryElement(
      name: "EventData",
      content: [
        .element(.leaf("Data", .value(0, .stringArray))),
        .element(.leaf("Binary", .value(1, .binary, isOptional: true))),
      ]))

  /// In the order that Windows puts them in: level, opcode, task, event id, qualifiers, keywords, time, activity,
  /// process, thread, record, version, user, data.
  private func values(of event: WindowsEvent) -> [BinaryValue.Late] {
    let values: [BinaryValue] = [
      BinaryValue(.uint8, event.level.rawValue), BinaryValue(.uint8, UInt8(0)), BinaryValue(.uint16, event.task),
      BinaryValue(.uint16, event.id), BinaryValue(.uint16, event.qualifiers),
      BinaryValue(.hexInt64, WindowsEvent.classicKeyword), BinaryValue(.fileTime, event.at.fileTime), .null,
      BinaryValue(.uint32, UInt32(0)), BinaryValue(.uint32, UInt32(0)), BinaryValue(.uint64, nextRecord),
      BinaryValue(.uint8, UInt8(0)), .null,
    ]
    return values.map { .plain($0) } + [.fragment(Self.data, [BinaryValue(event.strings), .null])]
  }
}
