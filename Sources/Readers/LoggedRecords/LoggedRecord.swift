import Records

/// What was made of one record, or why there is none.
struct Mapped<Record: Sendable>: Sendable {
  var record: Record?
  private(set) var refusal: String?

  static func record(_ record: consuming Record) -> Mapped { Mapped(record: record) }
  static func refused(_ why: String) -> Mapped { Mapped(refusal: why) }
}

/// One event as a record, still without its ordinal, and what else it says.
struct MappedEvent: Sendable {
  var record: AuditRecord
  /// Of the server that wrote it.
  let serverBuild: String?
  let defects: [Defect]
}

extension RecordCollector {
  func add(_ event: consuming MappedEvent) {
    var record = event.record.moveOut()
    record.ordinal = nextAuditRecord()
    note(
      build: event.serverBuild, of: record.server, record: record.ordinal,
      at: placed(record.occurredAt, record.timeBasis))
    add(consume record)
    for defect in event.defects { add(defect) }
  }
}

/// One record of a log that is exported in several containers: named values, and lists of things that have some
/// themselves (SourceItems, CmdletParameters).
struct LoggedRecord: Equatable {
  var fields = LoggedFields()
  private(set) var lists: [String: [LoggedFields]] = [:]

  init() {}

  /// The things in the list of that name.
  func list(_ name: String) -> [LoggedFields] { lists.isEmpty ? [] : lists[name.lowercased()] ?? [] }

  mutating func add(_ list: [LoggedFields], as name: String) {
    lists[name.lowercased(), default: []] += list
  }
}

// MARK: An element of an audit log in XML

extension LoggedRecord {
  /// Attributes are values; an element is a list of the elements in it, or a value where it holds text.
  init(event: XMLElement) {
    fields = LoggedFields(event.attributes)
    for child in event.elements {
      if child.elements.isEmpty, child.attributes.isEmpty {
        fields.add(child.name, child.text)
      } else {
        add(child.elements.map(Self.attributes), as: child.name)
      }
    }
  }

  private static func attributes(of element: XMLElement) -> LoggedFields {
    var fields = LoggedFields(element.attributes)
    for child in element.elements { fields.add(child.name, child.text) }
    return fields
  }
}

// MARK: A document of a load file (EDRM XML 1.2)

extension LoggedRecord {
  /// Its attributes and tags are values, the mark `#` of the standard's own tags left out, and so are the first custodian
  /// and place, and as `Native path` the file that it went into.
  init(document: XMLElement) {
    fields = LoggedFields(document.attributes)
    for tag in document.all("Tags").flatMap({ $0.all("Tag") }) {
      guard let name = tag["TagName"] else { continue }
      fields.add(name.hasPrefix("#") ? String(name.dropFirst()) : name, tag["TagValue"] ?? tag.text)
    }
    for location in document.all("Locations").flatMap({ $0.all("Location") }).prefix(1) {
      for part in location.elements where part.elements.isEmpty { fields.add(part.name, part.text) }
    }
    let files = document.all("Files").flatMap { $0.all("File") }
    let native = files.first { $0["FileType"]?.lowercased() == "native" } ?? files.first
    if let file = native?.all("ExternalFile").first {
      fields.add("Native path", [file["FilePath"], file["FileName"]].compactMap(\.self).joined(separator: "\\"))
    }
  }
}

// MARK: An object of Export-Clixml ([MS-PSRP] 2.2.5)

extension LoggedRecord {
  init(object: XMLElement) {
    for bag in object.elements where bag.name == "Props" || bag.name == "MS" {
      for property in bag.elements {
        guard let name = property["N"] else { continue }
        if property.name == "Obj" {
          add(Self.parts(of: property), as: name)
          if let text = property.all("ToString").first?.text { fields.add(name, Self.unescaped(text)) }
        } else if property.name != "Nil", property.name != "Ref" {
          fields.add(name, Self.unescaped(property.text))
        }
      }
    }
  }

  /// What a list holds: the properties of objects; a scalar as a value without a name.
  private static func parts(of property: XMLElement) -> [LoggedFields] {
    let lists: Set = ["LST", "IE", "QUE", "STK"]
    return property.elements.filter { lists.contains($0.name) }.flatMap(\.elements).map { part in
      var fields = LoggedFields()
      if part.name == "Obj" {
        fields = LoggedRecord(object: part).fields
      } else {
        fields.add("", unescaped(part.text))
      }
      return fields
    }
  }

  /// `_x000D_` stands for a character that XML cannot hold ([MS-PSRP] 2.2.5.3.2).
  private static func unescaped(_ text: String) -> String {
    guard text.contains("_x") else { return text }
    var units: [UInt16] = []
    let source = Array(text.utf16)
    var index = 0
    while index < source.count {
      if index + 6 < source.count, source[index] == 0x5F, source[index + 1] == 0x78, source[index + 6] == 0x5F,
        let unit = UInt16(String(decoding: source[index + 2..<index + 6], as: UTF16.self), radix: 16)
      {
        units.append(unit)
        index += 7
      } else {
        units.append(source[index])
        index += 1
      }
    }
    return String(decoding: units, as: UTF16.self)
  }
}

// MARK: A JSON object

extension LoggedRecord {
  /// Members are values, those of objects in it `name.member`; an array of objects is a list, of scalars a value with
  /// commas.
  init(json object: JSONValue) { add(object, below: "", depth: 0) }

  private mutating func add(_ object: JSONValue, below prefix: String, depth: Int) {
    for member in object.children {
      let name = prefix + member.key
      if member.isObject, depth < 4 {
        add(member, below: name + ".", depth: depth + 1)
      } else if member.isArray {
        let elements = Array(member.children)
        add(elements.filter(\.isObject).map { LoggedRecord(json: $0).fields }, as: name)
        let scalars = elements.filter { !$0.isObject && !$0.isArray }.compactMap(\.verbatim)
        if !scalars.isEmpty { fields.add(name, scalars.joined(separator: ", ")) }
      } else if let text = member.verbatim {
        fields.add(name, text)
      }
    }
  }
}
