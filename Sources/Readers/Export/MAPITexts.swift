import MAPI
import RTF

/// All texts of an item, each as far as it has it.
struct MAPITexts {
  enum Form {
    case text(String, subtype: String)
    case rtf([UInt8])
  }

  let plain: String?
  let html: String?
  /// What was written as RTF, and is no other form of the text in disguise.
  let rtf: [UInt8]?

  init(_ item: MAPIMessage, _ properties: any PropertySet) throws {
    var plain = try properties.nonEmptyText(.body)
    var html = try item.html(properties)
    var rtf: [UInt8]?
    if html?.isEmpty == true { html = nil }
    if properties.type(.rtfCompressed) != nil, let read = try item.rtf(properties) {
      switch read.text.origin {
      case .html: html = html ?? read.text.text
      case .plain: plain = plain ?? read.text.text
      case .rtf:
        rtf = read.rtf.isEmpty ? nil : read.rtf
        if html == nil { plain = plain ?? read.text.text }
      }
    }
    (self.plain, self.html, self.rtf) = (plain, html, html == nil ? rtf : nil)
  }

  var isEmpty: Bool { forms.isEmpty }

  var forms: [Form] {
    var forms: [Form] = []
    if let plain { forms.append(.text(plain, subtype: "plain")) }
    if let rtf { forms.append(.rtf(rtf)) }
    if let html { forms.append(.text(html, subtype: "html")) }
    return forms
  }
}
