import Bytes

/// The bytes of a chunk and where they stand, before its records are taken apart.
package struct ChunkBytes: Sendable {
  /// Where it stands in the exhibit.
  package let offset: UInt64
  let bytes: [UInt8]
  package var length: Int { bytes.count }
  /// Nil where it is gone.
  let header: ChunkHeader?

  init(_ bytes: [UInt8], at offset: UInt64) {
    self.bytes = bytes
    self.offset = offset
    header = try? ChunkHeader(bytes, at: offset)
  }
}

/// 64 KiB of a log with its own names and templates, to which the records of the chunk point by offset.
package final class Chunk {
  package static let length = 65_536

  /// Where it stands in the exhibit.
  package let offset: UInt64
  let bytes: [UInt8]
  /// In bytes; less than 64 KiB where the file is cut.
  package var length: Int { bytes.count }
  /// Nil where it is gone.
  package let header: ChunkHeader?
  var budget = Budget()
  /// What stood in for a template that is lost, since this was last set to nil.
  var substitute: Damage?
  private let templateStore: TemplateStore
  private var names: [Int: Name] = [:]
  private var templates: [Int: TemplateDefinition] = [:]

  init(_ chunk: ChunkBytes, templates: TemplateStore) {
    bytes = chunk.bytes
    offset = chunk.offset
    header = chunk.header
    templateStore = templates
  }

  /// A chunk read by itself: without the templates of those before it.
  package convenience init(alone chunk: ChunkBytes) { self.init(chunk, templates: TemplateStore()) }

  /// The record that begins at that offset of the exhibit, in use or not; nil where none does.
  package func record(at place: UInt64) -> EventRecord? {
    guard place >= offset, place - offset < UInt64(bytes.count) else { return nil }
    return try? EventRecord(in: bytes, at: Int(place - offset), chunkOffset: offset)
  }

  /// The templates found so far; of one read by itself its own.
  package var templatesFound: ChunkTemplates { ChunkTemplates(definitions: templateStore.kept) }

  /// The name at an offset in the chunk, which stands at `place` in the exhibit.
  func name(at position: Int, namedAt place: UInt64) throws(FormatError) -> Name {
    if let name = names[position] { return name }
    guard position < bytes.count else {
      throw FormatError(.outOfRange(value: UInt64(position), limit: UInt64(bytes.count)), in: "Name.Offset", at: place)
    }
    let name = try Name(in: bytes, at: position, chunkOffset: offset)
    try budget.spend(name.xml.text.utf8.count, "Name", at: place)
    names[position] = name
    return name
  }

  /// The template at an offset in the chunk. Where it was overwritten, one of the same identifier from another chunk.
  func template(
    at position: Int, identifier: UInt32, namedAt place: UInt64, depth: Int
  ) throws(FormatError) -> TemplateDefinition {
    if let known = knownTemplate(at: position, identifier: identifier) { return known }
    do {
      let definition = try parseTemplate(at: position, identifier: identifier, namedAt: place, depth: depth)
      templates[position] = definition
      templateStore.keep(definition)
      return definition
    } catch {
      guard let other = templateStore.definition(identifier) else { throw error }
      substitute = Damage(error, consequence: "template lost: one of the same identifier from another chunk taken")
      return other
    }
  }

  /// The template at an offset in the chunk, where it was met before.
  func knownTemplate(at position: Int, identifier: UInt32) -> TemplateDefinition? {
    guard let known = templates[position], known.identifier == identifier else { return nil }
    return known
  }

  private func parseTemplate(
    at position: Int, identifier: UInt32, namedAt place: UInt64, depth: Int
  ) throws(FormatError) -> TemplateDefinition {
    guard position < bytes.count else {
      throw FormatError(
        .outOfRange(value: UInt64(position), limit: UInt64(bytes.count)), in: "TemplateInstance.DefinitionOffset",
        at: place)
    }
    var reader = try ByteReader(bytes, range: position..<bytes.count, at: offset, field: "TemplateDefinition")
    try reader.skip(4, "TemplateDefinition.NextOffset")
    let stored: UInt32 = try reader.read("TemplateDefinition.GUID")
    guard stored == identifier else {
      throw FormatError(
        .mismatch(stored: UInt64(stored), expected: UInt64(identifier)), in: "TemplateDefinition.GUID",
        at: reader.offset - 4)
    }
    try reader.skip(12, "TemplateDefinition.GUID")
    let size: UInt32 = try reader.read("TemplateDefinition.Size")
    guard Int(size) <= reader.remaining else {
      throw FormatError(
        .outOfRange(value: UInt64(size), limit: UInt64(reader.remaining)), in: "TemplateDefinition.Size",
        at: reader.offset - 4)
    }
    try budget.spend(Int(size), "TemplateDefinition", at: place)
    var parser = try FragmentParser(
      self, reader.position..<reader.position + Int(size), isTemplate: true, depth: depth)
    let parsed = parser.parse()
    if let error = parsed.error { throw error }
    return TemplateDefinition(identifier: identifier, body: parsed.fragment)
  }
}

/// Templates of one chunk, in the order found.
package struct ChunkTemplates: Sendable {
  let definitions: [TemplateDefinition]
}

/// Templates of a log by their identifier, for records whose own chunk has lost theirs.
final class TemplateStore {
  private var definitions: [UInt32: TemplateDefinition] = [:]
  /// In the order found.
  private(set) var kept: [TemplateDefinition] = []
  private static let limit = 4096

  /// Keeps the first one of each identifier.
  func keep(_ definition: TemplateDefinition) {
    guard definitions.count < Self.limit, definitions[definition.identifier] == nil else { return }
    definitions[definition.identifier] = definition
    kept.append(definition)
  }

  func definition(_ identifier: UInt32) -> TemplateDefinition? { definitions[identifier] }
}
