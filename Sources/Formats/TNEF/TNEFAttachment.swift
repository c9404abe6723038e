import Bytes
package import MAPI

/// An attachment in a TNEF stream.
package struct TNEFAttachment {
  package enum Content {
    case message(TNEFMessage)
    /// Bytes, and where they begin in the exhibit; some may be missing at their end.
    case bytes(ArraySlice<UInt8>, at: UInt64, isWhole: Bool)
    case none
  }

  package let properties: PropertyList
  package let owner: String
  private let found: TNEFGathering.Attached
  private let stream: TNEFStream

  /// IID_IMessage, in front of the data of an object ([MS-OXTNEF] 2.1.3.4).
  private static let message: [UInt8] = [0x07, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]

  init(_ found: TNEFGathering.Attached, owner: String, charset: Charset, in stream: TNEFStream, offset: UInt64) {
    self.found = found
    self.owner = owner
    self.stream = stream
    var properties = PropertyList(owner: owner, offset: offset, damage: stream.damage)
    properties.charset = charset
    for property in found.properties + found.legacy { properties.add(property) }
    self.properties = properties
  }

  /// The data of the object among its properties, else attAttachData.
  package func content() throws -> Content {
    if let value = try properties.value(.attachData) {
      let data = value.bytes
      guard properties.type(.attachData) == .object, data.count >= 16 else {
        return .bytes(data, at: value.offset, isWhole: true)
      }
      let object = data.dropFirst(16)
      guard data.starts(with: Self.message) else { return .bytes(object, at: value.offset &+ 16, isWhole: true) }
      let inner = try stream.damage.attempt("the message in \(owner) left out") {
        try TNEFMessage(
          stream, range: object.startIndex..<object.endIndex, owner: "the message in " + owner,
          charset: properties.charset)
      }
      return inner.map(Content.message) ?? .none
    }
    guard let range = found.data else { return .none }
    return .bytes(stream.bytes[range], at: stream.place(of: range.lowerBound), isWhole: found.isWhole)
  }
}
