/// A fragment of BinXml, taken apart once and put out any number of times: the body of a template, or of one event.
struct Fragment: Sendable {
  enum Token: Sendable {
    case openStartElement(XMLName)
    case attribute(XMLName)
    case closeStartElement
    /// EndElement and CloseEmptyElement.
    case endElement
    case text(String)
    /// NormalSubstitution and OptionalSubstitution. The optional one asks for its element to be left out where the
    /// value is null; here the place is kept, because Exchange's data is known by place alone.
    case substitution(Int)
    case templateInstance(TemplateInstance)
  }

  var tokens: [Token] = []
}

/// The body of events that are alike, with places for their values ([MS-EVEN6] TemplateDefinition).
final class TemplateDefinition: Sendable {
  /// The first four bytes of its GUID, which instances repeat.
  let identifier: UInt32
  let body: Fragment
  /// Nil where its events must be put together token by token.
  let plan: EventPlan?

  init(identifier: UInt32, body: Fragment) {
    self.identifier = identifier
    self.body = body
    plan = EventPlan(body)
  }
}

/// A template and the values to put into it ([MS-EVEN6] TemplateInstance).
struct TemplateInstance: Sendable {
  struct Descriptor: Sendable {
    let type: UInt8
    /// Where in the chunk the value stands.
    let range: Range<Int>
  }
  let definition: TemplateDefinition
  let values: [Descriptor]
}
