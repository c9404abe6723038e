package import Bytes

/// The properties of one object, whatever they stand in: a store, a message file, a TNEF stream.
///
/// What of a property cannot be read is told as damage, and reads as not there.
package protocol PropertySet {
  /// What 8-bit text is in.
  var charset: Charset { get }
  /// Where the properties begin in the exhibit.
  var offset: UInt64 { get }

  func type(_ id: PropertyID) -> PropertyType?
  /// A number or truth value.
  func integer(_ id: PropertyID) throws -> Int64?
  /// A time in microseconds since 1970 UTC.
  func time(_ id: PropertyID) throws -> Int64?
  /// Text, the zeros behind it left out.
  func text(_ id: PropertyID) throws -> String?
  /// Text of a property whose id the name map gave.
  func text(_ id: UInt16) throws -> String?
  /// The bytes of a property of whatever type that is not a number.
  func value(_ id: PropertyID) throws -> PropertyValue?
  /// Every property that is there, ascending by id.
  var all: [(id: UInt16, type: PropertyType)] { get }
  /// The values of any property, the first `limit` where it has several.
  func elements(_ id: UInt16, limit: Int) throws -> PropertyElements
}

/// The bytes of a property, and where the first of them stands in the exhibit.
package struct PropertyValue: Sendable {
  package let bytes: ArraySlice<UInt8>
  package let offset: UInt64

  package init(_ bytes: ArraySlice<UInt8>, at offset: UInt64) {
    self.bytes = bytes
    self.offset = offset
  }
}

extension PropertySet {
  package func bytes(_ id: PropertyID) throws -> ArraySlice<UInt8>? { try value(id)?.bytes }

  /// Text that says something.
  package func nonEmptyText(_ id: PropertyID) throws -> String? {
    guard let text = try text(id), !text.isEmpty else { return nil }
    return text
  }
}
