/// A part of a message, or all of it: the fields that begin with `Content-`, and a body (RFC 2045, 2.4). What it holds
/// is encoded when it is written.
struct MIMEEntity: Sendable {
  indirect enum Body: Sendable {
    case leaf([UInt8])
    case parts([MIMEEntity], boundary: String)
    case message(MIMEMessage)
  }

  /// Content-Type with its parameters, and other fields; lines ended by CR LF.
  private let contentFields: String
  private let encoding: TransferEncoding
  private let body: Body

  /// The type is given with its parameters: `text/plain; charset=utf-8`.
  init(type: String, others: String = "", encoding: TransferEncoding, _ bytes: [UInt8]) {
    (contentFields, self.encoding, body) = ("Content-Type: \(type)\r\n\(others)", encoding, .leaf(bytes))
  }

  init(multipart subtype: String, parameters: String = "", boundary: String, _ parts: [MIMEEntity]) {
    contentFields = "Content-Type: multipart/\(subtype)\(parameters);\r\n\tboundary=\"\(boundary)\"\r\n"
    encoding = parts.contains { $0.encoding == .eightBit } ? .eightBit : .sevenBit
    body = .parts(parts, boundary: boundary)
  }

  init(_ message: MIMEMessage, others: String) {
    contentFields = "Content-Type: message/rfc822\r\n\(others)"
    encoding = message.entity.encoding == .eightBit ? .eightBit : .sevenBit
    body = .message(message)
  }

  /// The fields of the entity; `7bit` of what only holds others goes without saying.
  var fields: String {
    if case .leaf = body {} else if encoding == .sevenBit { return contentFields }
    return contentFields + "Content-Transfer-Encoding: \(encoding.rawValue)\r\n"
  }

  func appendBody(to output: inout [UInt8]) {
    switch body {
    case .leaf(let bytes): encoding.append(bytes, to: &output)
    case .message(let message): message.append(to: &output)
    case .parts(let parts, let boundary):
      for part in parts {
        output.append("--\(boundary)\r\n\(part.fields)\r\n")
        part.appendBody(to: &output)
        output.append("\r\n")
      }
      output.append("--\(boundary)--\r\n")
    }
  }
}
