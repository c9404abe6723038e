/// Where an item came to stand in a store.
package struct MailPlace: Sendable, Hashable {
  /// Relative to the case folder.
  package let file: String
  /// Of its first byte; in an mbox that of its From_ line.
  package let offset: Int64
  /// In an mbox with the From_ line and without the empty line behind the message.
  package let length: Int64
}

/// A file of a store, complete.
package struct MailFile: Sendable, Hashable {
  /// Relative to the case folder.
  package let path: String
  package let byteCount: Int64
  /// Lower-case hexadecimal digits.
  package let sha256: String
}
