import CLibxml2

/// What libxml2 says of a text that is not well-formed.
struct XMLProblem: Error, Equatable {
  let text: String
}

/// Elements cut out of an XML text, taken apart by libxml2 one after another.
///
/// libxml2 never sees a document type declaration, so there are no entities to grow and nothing to load; it may not use
/// the network, and keeps to its own limits (10 MB a value, 256 deep).
final class XMLFragments {
  private var context: xmlParserCtxtPtr?
  private var useCount = 0
  /// Names seen, each at one place for where libxml2 keeps it: a context keeps equal names once.
  private var names: [(kept: UnsafePointer<xmlChar>, text: String)?] = Array(repeating: nil, count: 256)
  private let encoding: String

  /// libxml2 remembers every name it has seen: a context that is made anew so often stays small.
  private static let useLimit = 1024
  private static let isLibraryReady: Void = xmlInitParser()

  /// `encoding` as XML declares it.
  init(encoding: String = "UTF-8") {
    _ = Self.isLibraryReady
    self.encoding = encoding
  }

  deinit { xmlFreeParserCtxt(context) }

  func parse(_ text: UnsafeBufferPointer<UInt8>) throws(XMLProblem) -> XMLElement {
    let result = try read(text, recovering: false)
    if let problem = result.problem { throw problem }
    return result.element
  }

  /// As far as it can be read; `problem` is the last thing that was wrong with it.
  func recover(_ text: UnsafeBufferPointer<UInt8>) throws(XMLProblem) -> XMLElement {
    try read(text, recovering: true).element
  }

  private func read(
    _ text: UnsafeBufferPointer<UInt8>, recovering: Bool
  ) throws(XMLProblem) -> (element: XMLElement, problem: XMLProblem?) {
    if useCount % Self.useLimit == 0 {
      xmlFreeParserCtxt(context)
      context = xmlNewParserCtxt()
      for place in names.indices { names[place] = nil }
    }
    useCount += 1
    guard let context, let length = Int32(exactly: text.count) else { throw XMLProblem(text: "no memory to parse it") }
    let flags = [XML_PARSE_NONET, XML_PARSE_NOERROR, XML_PARSE_NOWARNING] + (recovering ? [XML_PARSE_RECOVER] : [])
    let options = flags.reduce(0) { $0 | Int32($1.rawValue) }
    let document = text.withMemoryRebound(to: CChar.self) {
      xmlCtxtReadMemory(context, $0.baseAddress, length, nil, encoding, options)
    }
    defer { xmlFreeDoc(document) }
    guard let root = document.flatMap({ xmlDocGetRootElement($0) }) else { throw Self.problem(of: context) }
    return (element(root), context.pointee.wellFormed == 0 ? Self.problem(of: context) : nil)
  }

  private static func problem(of context: xmlParserCtxtPtr) -> XMLProblem {
    guard let error = xmlCtxtGetLastError(context), let message = error.pointee.message else {
      return XMLProblem(text: "not well-formed")
    }
    let lines = String(cString: message).split(whereSeparator: \.isNewline)
    return XMLProblem(text: String((lines.first ?? "not well-formed").prefix(200)))
  }

  private func element(_ node: xmlNodePtr) -> XMLElement {
    var element = XMLElement(name: name(node.pointee.name))
    var attribute = node.pointee.properties
    while let current = attribute {
      element.attributes.append(
        XMLElement.Attribute(name: name(current.pointee.name), value: Self.value(current.pointee.children)))
      attribute = current.pointee.next
    }
    var child = node.pointee.children
    while let current = child {
      if current.pointee.type == XML_ELEMENT_NODE {
        element.elements.append(self.element(current))
      } else {
        element.text += Self.text(current)
      }
      child = current.pointee.next
    }
    return element
  }

  private func name(_ kept: UnsafePointer<xmlChar>?) -> String {
    guard let kept else { return "" }
    let place = Int(bitPattern: kept) / 8 % names.count
    if let known = names[place], known.kept == kept { return known.text }
    let text = Self.string(kept)
    // What it does not keep may give its place to another.
    if let dictionary = context?.pointee.dict, xmlDictOwns(dictionary, kept) == 1 { names[place] = (kept, text) }
    return text
  }

  private static func value(_ first: xmlNodePtr?) -> String {
    guard let first else { return "" }
    guard first.pointee.next != nil else { return text(first) }
    var value = ""
    var node: xmlNodePtr? = first
    while let current = node {
      value += text(current)
      node = current.pointee.next
    }
    return value
  }

  /// Of character data, as it stands; of an entity that nothing declares, its name.
  private static func text(_ node: xmlNodePtr) -> String {
    switch node.pointee.type {
    case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: string(node.pointee.content)
    case XML_ENTITY_REF_NODE: "&\(string(node.pointee.name));"
    default: ""
    }
  }

  private static func string(_ text: UnsafePointer<xmlChar>?) -> String {
    guard let text else { return "" }
    return String(cString: text)
  }
}
