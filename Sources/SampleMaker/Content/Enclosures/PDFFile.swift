/// One page with a scanned picture and lines of text, of exactly `byteCount` bytes or the least there is
/// (ISO 32000-1, 7.5). Numbers that depend on the length of the picture are written with leading zeros, so that the
/// length of the rest does not depend on it.
func pdfFile(_ byteCount: Int, lines: [String], from dice: inout Dice) -> [UInt8] {
  let pictureLength = max(64, byteCount - pdfFile(picture: [], lines: lines).count)
  var picture: [UInt8] = []
  picture.appendNoise(pictureLength, from: &dice)
  return pdfFile(picture: picture, lines: lines)
}

private func pdfFile(picture: [UInt8], lines: [String]) -> [UInt8] {
  var file: [UInt8] = []
  file.reserveCapacity(picture.count + 2048)
  var offsets: [Int] = []
  func open() {
    offsets.append(file.count)
    file.append("\(offsets.count) 0 obj\n")
  }
  file.append("%PDF-1.4\n%\u{E2}\u{E3}\u{CF}\u{D3}\n")
  for dictionary in dictionaries {
    open()
    file.append(dictionary + "\nendobj\n")
  }
  let text = pageText(lines)
  open()
  file.append("<< /Length \(text.utf8.count) >>\nstream\n\(text)\nendstream\nendobj\n")
  open()
  file.append(
    "<< /Type /XObject /Subtype /Image /Width 64 /Height \(padded(picture.count / 64, 10)) "
      + "/ColorSpace /DeviceGray /BitsPerComponent 8 /Length \(padded(picture.count, 10)) >>\nstream\n")
  file += picture
  file.append("\nendstream\nendobj\n")
  appendCrossReferences(offsets, to: &file)
  return file
}

private let dictionaries = [
  "<< /Type /Catalog /Pages 2 0 R >>",
  "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
  "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
    + "/Resources << /Font << /F1 4 0 R >> /XObject << /Im1 6 0 R >> >> >>",
  "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
]

private func pageText(_ lines: [String]) -> String {
  var text = "q 200 0 0 200 350 60 cm /Im1 Do Q\nBT /F1 11 Tf 60 780 Td 15 TL\n"
  for line in lines {
    let plain = line.unicodeScalars.filter { $0.isASCII && $0 != "(" && $0 != ")" && $0 != "\\" && $0.value >= 0x20 }
    text += "(\(String(String.UnicodeScalarView(plain)))) Tj T*\n"
  }
  return text + "ET"
}

private func appendCrossReferences(_ offsets: [Int], to file: inout [UInt8]) {
  let start = file.count
  file.append("xref\n0 \(offsets.count + 1)\n0000000000 65535 f \n")
  for offset in offsets { file.append("\(padded(offset, 10)) 00000 n \n") }
  file.append("trailer\n<< /Size \(offsets.count + 1) /Root 1 0 R >>\n")
  file.append("startxref\n\(padded(start, 10))\n%%EOF\n")
}
