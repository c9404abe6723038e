/// Two lower-case hexadecimal digits for each byte: how digests, ids and keys are written everywhere.
package func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
  bytes.withContiguousStorageIfAvailable { hexadecimal(UnsafeRawBufferPointer($0)) } ?? hexadecimal(Array(bytes)[...])
}

/// The same of a part of an array: a message of a store has four or five keys.
package func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String { bytes.withUnsafeBytes { hexadecimal($0) } }

/// The same behind a word.
package func hexadecimal(_ bytes: UnsafeRawBufferPointer, behind word: StaticString = "") -> String {
  let digits: StaticString = "0123456789abcdef"
  let start = word.utf8CodeUnitCount
  return digits.withUTF8Buffer { digits in
    String(unsafeUninitializedCapacity: start + 2 * bytes.count) { buffer in
      for index in 0..<start { buffer[index] = word.utf8Start[index] }
      var position = start
      for byte in bytes {
        buffer[position] = digits[Int(byte >> 4)]
        buffer[position + 1] = digits[Int(byte & 15)]
        position += 2
      }
      return position
    }
  }
}
