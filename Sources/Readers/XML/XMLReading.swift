/// What became of the text of one element.
struct XMLReading<Made: Sendable>: Sendable {
  /// Nil where nothing could be read.
  var made: Made?
  /// What is to be told of it.
  var remark: (problem: String, consequence: String)?
  /// Whether it holds more than could be read.
  var isDamaged = false
}

extension XMLFragments {
  /// Well-formed; else with the documentation's misprint put right; else as far as libxml2 can read it.
  func reading<Made>(of bytes: UnsafeBufferPointer<UInt8>, _ make: (XMLElement) -> Made) -> XMLReading<Made> {
    let problem: XMLProblem
    do {
      return XMLReading(made: make(try parse(bytes)))
    } catch {
      problem = error
    }
    if let corrected = Self.corrected(bytes), let element = corrected.withUnsafeBufferPointer({ try? parse($0) }) {
      return XMLReading(
        made: make(element), remark: ("not well-formed: <ItemId= for <Item Id=", "nothing: read as it was meant"))
    }
    do {
      let element = try recover(bytes)
      return XMLReading(
        made: make(element), remark: ("not well-formed: \(problem.text)", "read as far as it goes"), isDamaged: true)
    } catch {
      return XMLReading(remark: (error.text, "element left out"), isDamaged: true)
    }
  }

  /// Microsoft's documentation of the mailbox audit log prints `<ItemId="…"`, and files made after it have it.
  private static func corrected(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard var found = bytes.firstRange(of: "<ItemId=") else { return nil }
    var result: [UInt8] = []
    var start = 0
    while true {
      result += bytes[start..<found.lowerBound]
      result += Array("<Item Id=".utf8)
      start = found.upperBound
      guard let next = bytes.firstRange(of: "<ItemId=", from: start) else { break }
      found = next
    }
    return result + bytes[start...]
  }
}
