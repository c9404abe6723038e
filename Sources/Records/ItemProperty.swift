/// One value of a property of an item that is not plain mail: a contact, appointment, task, report, rule…
package struct ItemProperty: Sendable, Equatable {
  /// `0x3A08`, or what it is named by: `{GUID}:0x8216`, `{GUID}:Keywords`.
  package var tag: String
  /// As [MS-OXPROPS] names it, where this program knows it.
  package var name: String?
  /// As [MS-OXCDATA] 2.11.1 names it.
  package var type: String
  /// Text as it is, times in microseconds since 1970 UTC, what is no number in lower-case hexadecimal digits; nil for
  /// what stands for no time.
  package var value: String?
  /// Bytes of the whole value; of text in UTF-8.
  package var byteCount: Int64
  /// Whether `value` is the beginning only.
  package var isCut: Bool

  package init(tag: String, name: String?, type: String, value: String?, byteCount: Int64, isCut: Bool) {
    self.tag = tag
    self.name = name
    self.type = type
    self.value = value
    self.byteCount = byteCount
    self.isCut = isCut
  }
}
