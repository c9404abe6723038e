/// A grey mosaic as a baseline JPEG of exactly `byteCount` bytes, or the least one that there is (ITU-T T.81). What is
/// missing stands in comments, as cameras keep their makers' notes in segments that viewers pass over.
func jpegFile(_ byteCount: Int, from dice: inout Dice) -> [UInt8] {
  let (columns, rows) = byteCount < 4096 ? (8, 6) : (80, 60)
  var scan: [UInt8] = []
  appendSegment(0xDA, [1, 1, 0x00, 0, 63, 0], to: &scan)
  appendMosaic(columns * rows, from: &dice, to: &scan)
  scan += [0xFF, 0xD9]

  var file: [UInt8] = [0xFF, 0xD8]
  file.reserveCapacity(byteCount)
  appendSegment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0], to: &file)
  appendSegment(0xDB, [0] + [UInt8](repeating: 8, count: 64), to: &file)
  appendSegment(0xC0, frame(columns, rows), to: &file)
  // Differences of class 0 and 5, coded as 0 and 10; of the other coefficients only the end of block, coded as 0.
  appendSegment(0xC4, [0x00, 1, 1] + [UInt8](repeating: 0, count: 14) + [0, 5], to: &file)
  appendSegment(0xC4, [0x10, 1] + [UInt8](repeating: 0, count: 15) + [0], to: &file)
  appendComments(byteCount - file.count - scan.count, from: &dice, to: &file)
  return file + scan
}

private func appendSegment(_ marker: UInt8, _ content: [UInt8], to file: inout [UInt8]) {
  file += [0xFF, marker]
  file.appendBigEndian(UInt16(content.count + 2))
  file += content
}

/// SOF0: eight bits, height and width in pixels, one component that is not subsampled.
private func frame(_ columns: Int, _ rows: Int) -> [UInt8] {
  var frame: [UInt8] = [8]
  frame.appendBigEndian(UInt16(rows * 8))
  frame.appendBigEndian(UInt16(columns * 8))
  return frame + [1, 1, 0x11, 0]
}

/// Comment segments; fewer bytes than the least of them are fill bytes in front of the next marker (B.1.1.2).
private func appendComments(_ byteCount: Int, from dice: inout Dice, to file: inout [UInt8]) {
  var missing = byteCount
  while missing >= 4 {
    let length = min(missing, 65_537)
    file += [0xFF, 0xFE]
    file.appendBigEndian(UInt16(length - 2))
    file.appendNoise(length - 4, from: &dice)
    missing -= length
  }
  if missing > 0 { file += [UInt8](repeating: 0xFF, count: missing) }
}

/// The entropy-coded blocks: each keeps the grey of the one before it or moves by a step of class 5 (16…31).
private func appendMosaic(_ blockCount: Int, from dice: inout Dice, to file: inout [UInt8]) {
  var (level, bits, bitCount) = (0, 0, 0)
  for _ in 0..<blockCount {
    let step = dice.within(16...31)
    let goesUp = level < 0
    if dice.chance(perMille: 500) {
      level += goesUp ? step : -step
      // A negative difference is coded as one less than it, in five bits (F.1.2.1.1).
      bits = bits << 8 | 0b10 << 6 | (goesUp ? step : 31 - step) << 1
      bitCount += 8
    } else {
      (bits, bitCount) = (bits << 2, bitCount + 2)
    }
    while bitCount >= 8 {
      bitCount -= 8
      appendStuffed(UInt8(truncatingIfNeeded: bits >> bitCount), to: &file)
      bits &= (1 << bitCount) - 1
    }
  }
  if bitCount > 0 {
    let ones = (1 << (8 - bitCount)) - 1
    appendStuffed(UInt8(truncatingIfNeeded: bits << (8 - bitCount) | ones), to: &file)
  }
}

private func appendStuffed(_ byte: UInt8, to file: inout [UInt8]) {
  file.append(byte)
  if byte == 0xFF { file.append(0) }
}
