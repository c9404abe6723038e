import Bytes

/// Takes BinXml apart, token by token ([MS-EVEN6] 2.2.12, with names and templates by offset, as files hold them).
struct FragmentParser {
  private let chunk: Chunk
  private var reader: ByteReader
  /// Elements of a template carry a DependencyID, those outside do not.
  private let isTemplate: Bool
  private let depth: Int
  private var openElements = 0
  private var tokens: [Fragment.Token] = []

  private static let elementDepthLimit = 64
  private static let templateDepthLimit = 8

  /// `range` is where the fragment stands in the chunk; `depth` how many fragments it lies in.
  init(_ chunk: Chunk, _ range: Range<Int>, isTemplate: Bool, depth: Int) throws(FormatError) {
    guard depth <= Self.templateDepthLimit else {
      throw FormatError(
        .limitExceeded(value: UInt64(depth), limit: UInt64(Self.templateDepthLimit)), in: "Fragment",
        at: chunk.offset + UInt64(range.lowerBound))
    }
    self.chunk = chunk
    self.isTemplate = isTemplate
    self.depth = depth
    reader = try ByteReader(chunk.bytes, range: range, at: chunk.offset, field: "Fragment")
  }

  /// The tokens up to EOF, and where that stands; what cannot be taken apart ends them early.
  typealias Parsed = (fragment: Fragment, end: Int, error: FormatError?)

  mutating func parse() -> Parsed {
    do {
      while reader.remaining > 0, try token() {}
    } catch {
      return (Fragment(tokens: tokens), reader.position, error)
    }
    return (Fragment(tokens: tokens), reader.position, nil)
  }

  /// Reads one token; false at EOF.
  private mutating func token() throws(FormatError) -> Bool {
    let offset = reader.offset
    try chunk.budget.spend(1, "Token", at: offset)
    let token: UInt8 = try reader.read("Token")
    // 0x40: more of the same follows.
    switch token & ~0x40 {
    case 0x00:
      guard openElements == 0 else {
        throw FormatError(.invalid("\(openElements) elements are not closed"), in: "EOFToken", at: offset)
      }
      return false
    case 0x01: try openStartElement(hasAttributes: token & 0x40 != 0)
    case 0x02: tokens.append(.closeStartElement)
    case 0x03, 0x04:
      guard openElements > 0 else {
        throw FormatError(.invalid("no element is open"), in: "EndElementToken", at: offset)
      }
      openElements -= 1
      tokens.append(.endElement)
    case 0x05: tokens.append(.text(try valueText()))
    case 0x06: tokens.append(.attribute(try name()))
    case 0x07: tokens.append(.text(try text("CDATASection")))
    case 0x08: tokens.append(.text(try characterReference()))
    case 0x09: tokens.append(.text(Self.entity(try name().text)))
    case 0x0A: _ = try name()
    case 0x0B: _ = try text("PIData")
    case 0x0C: tokens.append(.templateInstance(try templateInstance()))
    case 0x0D, 0x0E:
      let index: UInt16 = try reader.read("Substitution.SubstitutionID")
      try reader.skip(1, "Substitution.ValueType")
      tokens.append(.substitution(Int(index)))
    case 0x0F:
      let version: UInt8 = try reader.read("FragmentHeader.MajorVersion")
      guard version == 1 else {
        throw FormatError(.unsupportedVersion(UInt64(version)), in: "FragmentHeader.MajorVersion", at: offset + 1)
      }
      try reader.skip(2, "FragmentHeader.MinorVersion")
    default:
      throw FormatError(.invalid("unknown token 0x\(String(token, radix: 16))"), in: "Token", at: offset)
    }
    return true
  }

  /// Where the layout that is expected gives no name, the one with or without DependencyID that does is taken.
  private mutating func openStartElement(hasAttributes: Bool) throws(FormatError) {
    guard openElements < Self.elementDepthLimit else {
      throw FormatError(
        .limitExceeded(value: UInt64(openElements) + 1, limit: UInt64(Self.elementDepthLimit)), in: "Element",
        at: reader.offset)
    }
    let start = reader
    let name: XMLName
    do {
      name = try startElementName(hasDependency: isTemplate)
    } catch {
      reader = start
      let expected = error
      do {
        name = try startElementName(hasDependency: !isTemplate)
      } catch {
        reader = start
        throw expected
      }
    }
    if hasAttributes { try reader.skip(4, "AttributeList.AttributeListByteLength") }
    openElements += 1
    tokens.append(.openStartElement(name))
  }

  private mutating func startElementName(hasDependency: Bool) throws(FormatError) -> XMLName {
    if hasDependency { try reader.skip(2, "OpenStartElement.DependencyID") }
    try reader.skip(4, "OpenStartElement.ElementByteLength")
    return try name()
  }

  /// The name at the offset that stands here; where it is first used, the name itself follows.
  private mutating func name() throws(FormatError) -> XMLName {
    let offset: UInt32 = try reader.read("Name.Offset")
    let name = try chunk.name(at: Int(offset), namedAt: reader.offset - 4)
    if Int(offset) == reader.position { try reader.skip(name.end - reader.position, "Name") }
    return name.xml
  }

  private mutating func valueText() throws(FormatError) -> String {
    let type: UInt8 = try reader.read("ValueText.ValueType")
    if type == ValueType.string.rawValue { return try text("ValueText") }
    guard let size = ValueType(rawValue: type)?.size else {
      throw FormatError(
        .invalid("unknown value type 0x\(String(type, radix: 16))"), in: "ValueText.ValueType", at: reader.offset - 1)
    }
    let bytes = try reader.read("ValueText.Value", count: size)
    let range = bytes.startIndex..<bytes.endIndex
    return try Value(type, chunk.bytes, range, chunkOffset: chunk.offset).text ?? ""
  }

  private mutating func text(_ field: String) throws(FormatError) -> String {
    let count: UInt16 = try reader.read(field)
    let bytes = try reader.read(field, count: 2 * Int(count))
    return utf16Text(chunk.bytes, bytes.startIndex..<bytes.endIndex)
  }

  private mutating func characterReference() throws(FormatError) -> String {
    let code: UInt16 = try reader.read("CharRef.Value")
    return Unicode.Scalar(code).map { String(Character($0)) } ?? "\u{FFFD}"
  }

  private static func entity(_ name: String) -> String {
    let known = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]
    return known[name] ?? "&\(name);"
  }

  private mutating func templateInstance() throws(FormatError) -> TemplateInstance {
    try reader.skip(1, "TemplateInstance.Version")
    let identifier: UInt32 = try reader.read("TemplateInstance.TemplateID")
    let offset: UInt32 = try reader.read("TemplateInstance.DefinitionOffset")
    var definition: TemplateDefinition?
    var problem: FormatError?
    do {
      definition = try chunk.template(
        at: Int(offset), identifier: identifier, namedAt: reader.offset - 4, depth: depth + 1)
    } catch {
      problem = error
    }
    if Int(offset) == reader.position {
      try reader.skip(20, "TemplateDefinition.GUID")
      let size: UInt32 = try reader.read("TemplateDefinition.Size")
      try reader.skip(Int(size), "TemplateDefinition.Body")
    }
    let values = try descriptors()
    if let problem { definition = try standIn(identifier, values, because: problem) }
    guard let definition else { throw FormatError(.missing(UInt64(identifier)), in: "Template", at: reader.offset) }
    return TemplateInstance(definition: definition, values: values)
  }

  /// A template made from the values, in place of one that is lost.
  private func standIn(
    _ identifier: UInt32, _ values: [TemplateInstance.Descriptor], because problem: FormatError
  ) throws(FormatError) -> TemplateDefinition {
    if case .limitExceeded = problem.problem { throw problem }
    if let event = TemplateDefinition.standardEvent(identifier: identifier, values) {
      chunk.substitute = Damage(
        problem, consequence: "template lost: System part read by the order of its values, without the rest")
      return event
    }
    guard depth > 0 else { throw problem }
    chunk.substitute = Damage(problem, consequence: "template lost: data kept without names")
    return .namelessData(identifier: identifier, values)
  }

  private mutating func descriptors() throws(FormatError) -> [TemplateInstance.Descriptor] {
    let countOffset = reader.offset
    let count: UInt32 = try reader.read("TemplateInstance.ValueCount")
    guard Int(count) <= reader.remaining / 4 else {
      throw FormatError(
        .outOfRange(value: UInt64(count), limit: UInt64(reader.remaining / 4)), in: "TemplateInstance.ValueCount",
        at: countOffset)
    }
    let specs = try reader.read("TemplateInstance.ValueSpec", count: 4 * Int(count))
    var start = specs.endIndex
    var descriptors: [TemplateInstance.Descriptor] = []
    descriptors.reserveCapacity(Int(count))
    for index in stride(from: specs.startIndex, to: specs.endIndex, by: 4) {
      let end = start + Int(specs[index]) + Int(specs[index + 1]) << 8
      descriptors.append(TemplateInstance.Descriptor(type: specs[index + 2], range: start..<end))
      start = end
    }
    try reader.skip(start - reader.position, "TemplateInstance.Values")
    return descriptors
  }
}
