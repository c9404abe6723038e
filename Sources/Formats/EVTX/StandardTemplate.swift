/// Templates made from the values alone, for records whose own template is lost.
///
/// Windows puts the values of the System part in one order into all templates that it makes (as seen in all logs at
/// hand; no specification says so): level, opcode, task, event id, qualifiers, keywords, time, activity, process,
/// thread, record id, version, user; then, for providers with a manifest, at 14 and 16 provider and channel; last the
/// data. Types are checked before that is believed.
extension TemplateDefinition {
  /// Nil where the values are not those of an event.
  static func standardEvent(identifier: UInt32, _ values: [TemplateInstance.Descriptor]) -> TemplateDefinition? {
    let expected: [(Int, ValueType)] = [
      (0, .uint8), (1, .uint8), (2, .uint16), (3, .uint16), (5, .hexInt64), (6, .fileTime), (10, .uint64),
    ]
    guard values.count > 13, expected.allSatisfy({ values[$0].type == $1.rawValue }) else { return nil }
    var tokens: [Fragment.Token] = [.openStartElement(XMLName(.event)), .openStartElement(XMLName(.system))]
    for (name, index) in [(SchemaName.eventID, 3), (.level, 0), (.keywords, 5), (.eventRecordID, 10)] {
      tokens += [.openStartElement(XMLName(name)), .substitution(index), .endElement]
    }
    var attributes = [
      (SchemaName.timeCreated, SchemaName.systemTime, 6), (.execution, .processID, 8), (.security, .userID, 12),
    ]
    if values.count > 16, values[14].type == ValueType.string.rawValue, values[16].type == ValueType.string.rawValue {
      attributes.append((.provider, .name, 14))
      tokens += [.openStartElement(XMLName(.channel)), .substitution(16), .endElement]
    }
    for (name, attribute, index) in attributes {
      tokens += [.openStartElement(XMLName(name)), .attribute(XMLName(attribute)), .substitution(index), .endElement]
    }
    tokens.append(.endElement)
    for index in values.indices where values[index].type == ValueType.binXML.rawValue {
      tokens.append(.substitution(index))
    }
    return TemplateDefinition(identifier: identifier, body: Fragment(tokens: tokens + [.endElement]))
  }

  /// The values in their order, their names lost.
  static func namelessData(identifier: UInt32, _ values: [TemplateInstance.Descriptor]) -> TemplateDefinition {
    var tokens: [Fragment.Token] = [.openStartElement(XMLName(.eventData))]
    for index in values.indices { tokens += [.openStartElement(XMLName(.data)), .substitution(index), .endElement] }
    return TemplateDefinition(identifier: identifier, body: Fragment(tokens: tokens + [.endElement]))
  }
}
