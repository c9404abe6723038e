import CLibxml2

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Makes an `XMLElement` of what libxml2 tells as it reads (its SAX2 interface).
final class XMLElementBuilder {
  /// The root, once its end was read.
  private(set) var element: XMLElement?
  private var open: [XMLElement] = []
  private var context: xmlParserCtxtPtr?
  /// Names seen, each at one place for where libxml2 keeps it: a context keeps equal names once.
  private var names: [KnownName?] = Array(repeating: nil, count: 256)

  private struct KnownName {
    let kept: UnsafePointer<xmlChar>
    let name: FieldName
    /// What the last attribute of that name held: most hold the same again, and a text that is made anew is freed by
    /// whoever writes it, which keeps the others from making theirs.
    var value = ""
  }

  /// From now on `context` tells this builder alone, which must live as long as the context is used.
  func attach(to context: xmlParserCtxtPtr?) {
    self.context = context
    for place in names.indices { names[place] = nil }
    guard let context, let handler = context.pointee.sax else { return }
    handler.pointee = xmlSAXHandler()
    handler.pointee.initialized = 0xDEED_BEAF  // XML_SAX2_MAGIC
    context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    handler.pointee.startElementNs = { builder, name, prefix, namespace, _, _, count, _, attributes in
      XMLElementBuilder.of(builder)?.start(name, prefix, namespace, count, attributes)
    }
    handler.pointee.endElementNs = { builder, _, _, _ in XMLElementBuilder.of(builder)?.end() }
    handler.pointee.characters = { builder, text, count in XMLElementBuilder.of(builder)?.add(text, count) }
    handler.pointee.ignorableWhitespace = { builder, text, count in XMLElementBuilder.of(builder)?.add(text, count) }
    handler.pointee.cdataBlock = { builder, text, count in XMLElementBuilder.of(builder)?.add(text, count) }
  }

  func reset() {
    element = nil
    open.removeAll(keepingCapacity: true)
  }

  private static func of(_ builder: UnsafeMutableRawPointer?) -> XMLElementBuilder? {
    builder.map { Unmanaged<XMLElementBuilder>.fromOpaque($0).takeUnretainedValue() }
  }

  private typealias Text = UnsafePointer<xmlChar>

  /// An attribute is five pointers: its name, prefix and namespace, the start of its value and its end.
  private func start(
    _ local: Text?, _ prefix: Text?, _ namespace: Text?, _ count: Int32, _ attributes: UnsafeMutablePointer<Text?>?
  ) {
    var element = XMLElement(name: name(local, prefix, namespace).text)
    element.attributes.reserveCapacity(Int(count))
    for index in 0..<Int(count) {
      guard let attribute = attributes.map({ $0 + 5 * index }), let start = attribute[3], let end = attribute[4] else {
        continue
      }
      element.attributes.append(
        NamedValue(
          name: name(attribute[0], attribute[1], attribute[2]),
          value: value(UnsafeBufferPointer(start: start, count: end - start), of: attribute[0])))
    }
    open.append(element)
  }

  private func end() {
    guard let done = open.popLast() else { return }
    if open.isEmpty { element = done } else { open[open.count - 1].elements.append(done) }
  }

  private func add(_ text: Text?, _ count: Int32) {
    guard let text, !open.isEmpty else { return }
    open[open.count - 1].text += String(decoding: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self)
  }

  /// A prefix that stands for no namespace belongs to the name.
  private func name(_ local: Text?, _ prefix: Text?, _ namespace: Text?) -> FieldName {
    guard let prefix, namespace == nil else { return name(local) }
    return FieldName(name(prefix).text + ":" + name(local).text)
  }

  private func value(_ bytes: UnsafeBufferPointer<UInt8>, of name: Text?) -> String {
    let place = name.map { self.place(of: $0) }
    if let place, let known = names[place], known.kept == name, Self.isSame(known.value, bytes) { return known.value }
    let value = String(decoding: bytes, as: UTF8.self)
    if let place, names[place]?.kept == name { names[place]?.value = value }
    return value
  }

  private static func isSame(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let isSame = text.utf8.withContiguousStorageIfAvailable { text in
      guard let start = text.baseAddress, let other = bytes.baseAddress else { return text.count == bytes.count }
      return text.count == bytes.count && memcmp(start, other, bytes.count) == 0
    }
    return isSame == true
  }

  private func place(of kept: UnsafePointer<xmlChar>) -> Int { Int(bitPattern: kept) / 8 % names.count }

  private func name(_ kept: Text?) -> FieldName {
    guard let kept else { return FieldName("") }
    let place = place(of: kept)
    if let known = names[place], known.kept == kept { return known.name }
    let name = FieldName(String(cString: kept))
    // What it does not keep may give its place to another.
    if let dictionary = context?.pointee.dict, xmlDictOwns(dictionary, kept) == 1 {
      names[place] = KnownName(kept: kept, name: name)
    }
    return name
  }
}
