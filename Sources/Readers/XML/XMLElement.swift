/// One element of an XML text, with all that stands in it.
struct XMLElement: Equatable {
  /// Without its prefix.
  let name: String
  var attributes: [NamedValue] = []
  var elements: [XMLElement] = []
  /// The character data directly in it, joined.
  var text = ""

  /// The value of the first attribute of that name.
  subscript(_ name: String) -> String? { attributes.first { $0.name.text == name }?.value }

  /// The elements of that name directly in it.
  func all(_ name: String) -> [XMLElement] { elements.filter { $0.name == name } }
}
