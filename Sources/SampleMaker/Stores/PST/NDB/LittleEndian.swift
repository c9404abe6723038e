extension [UInt8] {
  /// Appends a number with its lowest byte first, as every number in a PST stands.
  mutating func append<Number: FixedWidthInteger>(littleEndian number: Number) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }

  mutating func store<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
    withUnsafeMutableBytes { $0.storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self) }
  }

  mutating func clear() {
    withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
  }

  mutating func appendZeros(_ count: Int) { append(contentsOf: repeatElement(0, count: count)) }
}

extension UnsafeMutableRawBufferPointer {
  func store<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
    storeBytes(of: number.littleEndian, toByteOffset: offset, as: Number.self)
  }
}
