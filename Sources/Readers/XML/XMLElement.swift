/// One element of an XML text, with all that stands in it.
struct XMLElement: Equatable {
  /// Without its prefix.
  let name: String
  var attributes = NamedTexts()
  var elements: [XMLElement] = []
  /// The character data directly in it, joined.
  var text = ""

  /// The value of the first attribute of that name, in its very case.
  subscript(_ name: String) -> String? {
    for index in 0..<attributes.count {
      let value = attributes.with(index) { $0.elementsEqual(name.utf8) ? String(decoding: $1, as: UTF8.self) : nil }
      if let value { return value }
    }
    return nil
  }

  /// The elements of that name directly in it.
  func all(_ name: String) -> [XMLElement] { elements.filter { $0.name == name } }
}
