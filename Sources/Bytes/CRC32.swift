import CZlib

/// The CRC-32 of ISO 3309 and RFC 1952, as gzip, ZIP and Windows event logs use it.
package struct CRC32 {
  private var state: UInt = 0

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
    state = crc32_z(state, start, bytes.count)
  }

  package var value: UInt32 { UInt32(truncatingIfNeeded: state) }
}
