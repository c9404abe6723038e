/// A picture in true colour of exactly `byteCount` bytes, or the least one that there is (W3C PNG, third edition).
func pngFile(_ byteCount: Int, from dice: inout Dice) -> [UInt8] {
  let width = byteCount < 256 ? 1 : squareRoot(byteCount / 3)
  let rowLength = 1 + 3 * width
  var height = max(1, (byteCount - 100) / rowLength)
  while height > 1, !canPad(byteCount - pngLength(height * rowLength)) { height -= 1 }
  let missing = byteCount - pngLength(height * rowLength)

  var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  file.reserveCapacity(byteCount)
  appendChunk("IHDR", to: &file) {
    $0.appendBigEndian(UInt32(width))
    $0.appendBigEndian(UInt32(height))
    $0 += [8, 2, 0, 0, 0]
  }
  if missing >= leastText {
    appendChunk("tEXt", to: &file) {
      $0.append("Comment\0")
      $0 += [UInt8](repeating: 0x20, count: missing - leastText)
    }
  }
  var rows: [UInt8] = []
  rows.reserveCapacity(height * rowLength)
  rows.appendNoise(height * rowLength, from: &dice)
  for row in 0..<height { rows[row * rowLength] = 0 }  // filter type: none
  appendChunk("IDAT", to: &file) { appendStored(rows, to: &$0) }
  appendChunk("IEND", to: &file) { _ in }
  return file
}

/// The length of a tEXt chunk with the keyword `Comment` and no text.
private let leastText = 12 + 8

private func canPad(_ missing: Int) -> Bool { missing == 0 || missing >= leastText }

private func pngLength(_ rawLength: Int) -> Int { 8 + 25 + 12 + storedLength(rawLength) + 12 }

private func appendChunk(_ type: String, to file: inout [UInt8], data: (inout [UInt8]) -> Void) {
  let start = file.count
  file += [0, 0, 0, 0]
  file.append(type)
  data(&file)
  let length = file.count - start - 8
  for place in 0..<4 { file[start + place] = UInt8(truncatingIfNeeded: length >> (24 - 8 * place)) }
  file.appendBigEndian(crc32(file, in: start + 4..<file.count))
}

private func storedLength(_ count: Int) -> Int { 2 + 5 * max(1, (count + 65534) / 65535) + count + 4 }

/// A zlib stream of stored blocks (RFC 1950; RFC 1951, 3.2.4).
private func appendStored(_ bytes: [UInt8], to file: inout [UInt8]) {
  file += [0x78, 0x01]
  var start = 0
  repeat {
    let end = min(bytes.count, start + 65535)
    file.append(end == bytes.count ? 1 : 0)
    file.appendLittleEndian(UInt16(end - start))
    file.appendLittleEndian(~UInt16(end - start))
    file.append(contentsOf: bytes[start..<end])
    start = end
  } while start < bytes.count
  file.appendBigEndian(adler32(bytes))
}

/// The whole part of a square root, 1024 at most.
private func squareRoot(_ number: Int) -> Int {
  var root = 0
  while (root + 1) * (root + 1) <= number, root < 1024 { root += 1 }
  return root
}
