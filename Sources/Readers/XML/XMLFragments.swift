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
  private let builder = XMLElementBuilder()
  /// Nil for UTF-8, which libxml2 takes as it stands.
  private let encoding: String?

  /// libxml2 remembers every name it has seen: a context that is made anew so often stays small.
  private static let useLimit = 1024
  private static let joinedLimit = 1 << 20
  private static let isLibraryReady: Void = xmlInitParser()

  /// `encoding` as XML declares it.
  init(encoding: String = "UTF-8") {
    _ = Self.isLibraryReady
    self.encoding = encoding.uppercased() == "UTF-8" ? nil : encoding
  }

  deinit { xmlFreeParserCtxt(context) }

  /// The element is made while libxml2 reads it; without a tree of its own that takes half the time.
  func parse(_ text: UnsafeBufferPointer<UInt8>) throws(XMLProblem) -> XMLElement {
    guard let context = nextContext() else { throw XMLProblem(text: "no memory to parse it") }
    builder.reset()
    // Values come with references to characters and predefined entities replaced; no others are ever declared.
    xmlFreeDoc(try read(text, context, [XML_PARSE_NOENT]))
    guard context.pointee.wellFormed == 1, let element = builder.element else { throw Self.problem(of: context) }
    return element
  }

  /// Gives elements that stand in one text to `take`, in their order, up to the first that is not well-formed by itself.
  ///
  /// They are parsed as one text, in an element around them: to begin a parse takes as long as a short element does.
  func parse(
    _ elements: some Sequence<Range<Int>>, in text: UnsafeBufferPointer<UInt8>, _ take: (XMLElement) -> Void
  ) {
    guard encoding == nil, let context = nextContext() else { return }
    var joined = Array("<x>".utf8)
    var ends: [Int] = []
    for element in elements {
      guard joined.count + element.count <= Self.joinedLimit else { return }
      joined.append(contentsOf: UnsafeBufferPointer(rebasing: text[element]))
      ends.append(joined.count)
    }
    joined += "</x>".utf8
    builder.takeSeveral(endingAt: ends, take) {
      // What is not well-formed is parsed again by itself, and then told.
      joined.withUnsafeBufferPointer { xmlFreeDoc((try? read($0, context, [XML_PARSE_NOENT])) ?? nil) }
    }
  }

  private func nextContext() -> xmlParserCtxtPtr? {
    if useCount % Self.useLimit == 0 {
      xmlFreeParserCtxt(context)
      context = xmlNewParserCtxt()
      builder.attach(to: context)
    }
    useCount += 1
    return context
  }

  /// As far as it can be read.
  func recover(_ text: UnsafeBufferPointer<UInt8>) throws(XMLProblem) -> XMLElement {
    guard let context = xmlNewParserCtxt() else { throw XMLProblem(text: "no memory to parse it") }
    defer { xmlFreeParserCtxt(context) }
    let document = try read(text, context, [XML_PARSE_RECOVER])
    defer { xmlFreeDoc(document) }
    guard let root = document.flatMap({ xmlDocGetRootElement($0) }) else { throw Self.problem(of: context) }
    return Self.element(root)
  }

  private func read(
    _ text: UnsafeBufferPointer<UInt8>, _ context: xmlParserCtxtPtr, _ option: [xmlParserOption]
  ) throws(XMLProblem) -> xmlDocPtr? {
    guard let length = Int32(exactly: text.count) else { throw XMLProblem(text: "no memory to parse it") }
    let flags = [XML_PARSE_NONET, XML_PARSE_NOERROR, XML_PARSE_NOWARNING] + option
    let options = flags.reduce(0) { $0 | Int32($1.rawValue) }
    return text.withMemoryRebound(to: CChar.self) {
      xmlCtxtReadMemory(context, $0.baseAddress, length, nil, encoding, options)
    }
  }

  private static func problem(of context: xmlParserCtxtPtr) -> XMLProblem {
    guard let error = xmlCtxtGetLastError(context), let message = error.pointee.message else {
      return XMLProblem(text: "not well-formed")
    }
    let lines = String(cString: message).split(whereSeparator: \.isNewline)
    return XMLProblem(text: String((lines.first ?? "not well-formed").prefix(200)))
  }

  private static func element(_ node: xmlNodePtr) -> XMLElement {
    var element = XMLElement(name: string(node.pointee.name))
    var attribute = node.pointee.properties
    while let current = attribute {
      var value = value(current.pointee.children)
      value.withUTF8 { element.attributes.append(string(current.pointee.name), $0) }
      attribute = current.pointee.next
    }
    var child = node.pointee.children
    while let current = child {
      if current.pointee.type == XML_ELEMENT_NODE {
        element.elements.append(self.element(current))
      } else {
        element.text += text(current)
      }
      child = current.pointee.next
    }
    return element
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
