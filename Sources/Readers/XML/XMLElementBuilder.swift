import CLibxml2

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Makes `XMLElement`s of what libxml2 tells as it reads (its SAX2 interface).
final class XMLElementBuilder {
  private var work = XMLElementWork()

  /// The root, once its end was read.
  var element: XMLElement? { work.element }

  /// From now on `context` tells this builder alone, which must live as long as the context is used.
  func attach(to context: xmlParserCtxtPtr?) {
    work.begin(context)
    guard let context, let handler = context.pointee.sax else { return }
    handler.pointee = xmlSAXHandler()
    handler.pointee.initialized = 0xDEED_BEAF  // XML_SAX2_MAGIC
    context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    handler.pointee.startElementNs = { builder, name, prefix, namespace, _, _, count, _, attributes in
      XMLElementBuilder.of(builder)?.work.start(name, prefix, namespace, count, attributes)
    }
    handler.pointee.endElementNs = { builder, _, _, _ in XMLElementBuilder.of(builder)?.work.end() }
    handler.pointee.characters = { builder, text, count in XMLElementBuilder.of(builder)?.work.add(text, count) }
    handler.pointee.ignorableWhitespace = { builder, text, count in
      XMLElementBuilder.of(builder)?.work.add(text, count)
    }
    handler.pointee.cdataBlock = { builder, text, count in XMLElementBuilder.of(builder)?.work.add(text, count) }
  }

  /// While `parse` is at work, gives what stands in the outermost element to `take`, as long as each ends where it must.
  func takeSeveral(endingAt ends: [Int], _ take: (XMLElement) -> Void, _ parse: () -> Void) {
    withoutActuallyEscaping(take) { take in
      work.reset()
      work.several = XMLElementWork.Several(ends: ends, take: take)
      parse()
      work.several = nil
    }
  }

  func reset() { work.reset() }

  private static func of(_ builder: UnsafeMutableRawPointer?) -> XMLElementBuilder? {
    builder.map { Unmanaged<XMLElementBuilder>.fromOpaque($0).takeUnretainedValue() }
  }
}

/// What a builder has in hand.
private struct XMLElementWork {
  typealias Text = UnsafePointer<xmlChar>

  private(set) var element: XMLElement?
  private var open: [XMLElement] = []
  /// What becomes of elements in one that is around them.
  var several: Several?
  private var context: xmlParserCtxtPtr?
  /// Names seen, each at one place for where libxml2 keeps it: a context keeps equal names once.
  private var names = Array(repeating: KnownName(), count: 256)
  /// Of an element that is done with, for the next one.
  private var spare = NamedTexts()

  /// Elements one behind the other in one text.
  struct Several {
    /// Where each must end in the text.
    let ends: [Int]
    let take: (XMLElement) -> Void
    fileprivate var count = 0
    fileprivate var isAroundOpen = false

    init(ends: [Int], take: @escaping (XMLElement) -> Void) {
      self.ends = ends
      self.take = take
    }
  }

  private struct KnownName {
    var kept: UnsafePointer<xmlChar>?
    var length = 0
    var hash: UInt64 = 0

    var text: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: kept, count: length) }
  }

  mutating func begin(_ context: xmlParserCtxtPtr?) {
    self.context = context
    for place in names.indices { names[place] = KnownName() }
  }

  mutating func reset() {
    if var done = element.take() { keepMemory(of: &done) }
    open.removeAll(keepingCapacity: true)
  }

  /// An attribute is five pointers: its name, prefix and namespace, the start of its value and its end.
  mutating func start(
    _ local: Text?, _ prefix: Text?, _ namespace: Text?, _ count: Int32, _ attributes: UnsafeMutablePointer<Text?>?
  ) {
    if several?.isAroundOpen == false {
      several?.isAroundOpen = true
      return
    }
    var element = XMLElement(name: string(local, prefix, namespace))
    if open.isEmpty { swap(&element.attributes, &spare) }
    for index in 0..<Int(count) {
      guard let attribute = attributes.map({ $0 + 5 * index }), let start = attribute[3], let end = attribute[4] else {
        continue
      }
      let value = UnsafeBufferPointer(start: start, count: end - start)
      if attribute[1] == nil || attribute[2] != nil, let local = attribute[0] {
        let name = name(local)
        element.attributes.append(name.text, hash: name.hash, value)
      } else {
        element.attributes.append(string(attribute[0], attribute[1], attribute[2]), value)
      }
    }
    open.append(consume element)
  }

  mutating func end() {
    guard var done = open.popLast() else { return }
    guard open.isEmpty else { return open[open.count - 1].elements.append(done) }
    guard let several else {
      element = done
      return
    }
    guard several.count < several.ends.count, let context else { return }
    guard context.pointee.wellFormed == 1, xmlByteConsumed(context) == several.ends[several.count] else {
      // All that follows is lost.
      self.several?.count = several.ends.count
      return
    }
    self.several?.count += 1
    several.take(done)
    keepMemory(of: &done)
  }

  private mutating func keepMemory(of element: inout XMLElement) {
    swap(&spare, &element.attributes)
    spare.removeAll()
  }

  mutating func add(_ text: Text?, _ count: Int32) {
    guard let text, !open.isEmpty else { return }
    open[open.count - 1].text += String(decoding: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self)
  }

  /// A prefix that stands for no namespace belongs to the name.
  private func string(_ local: Text?, _ prefix: Text?, _ namespace: Text?) -> String {
    let name = local.map { String(cString: $0) } ?? ""
    guard let prefix, namespace == nil else { return name }
    return String(cString: prefix) + ":" + name
  }

  private mutating func name(_ kept: UnsafePointer<xmlChar>) -> KnownName {
    let place = Int(bitPattern: kept) / 8 % names.count
    if names[place].kept == kept { return names[place] }
    var name = KnownName(kept: kept, length: strlen(UnsafeRawPointer(kept).assumingMemoryBound(to: CChar.self)))
    name.hash = NamedTexts.hash(of: name.text)
    // What it does not keep may give its place to another.
    if let dictionary = context?.pointee.dict, xmlDictOwns(dictionary, kept) == 1 { names[place] = name }
    return name
  }
}
