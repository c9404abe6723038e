/// A Word document of exactly `byteCount` bytes, or the least there is (ECMA-376): text, and a picture where it is big.
func docxFile(_ byteCount: Int, prose: Prose, modified: Moment, from dice: inout Dice) -> [UInt8] {
  var (words, pictures) = (dice.stream("words"), dice.stream("picture"))
  return officeFile(
    byteCount, folder: "word", main: "document", contentType: "wordprocessingml.document.main+xml", modified: modified,
    pictures: &pictures
  ) { room in
    filled(
      room, head: xmlDeclaration + "<w:document xmlns:w=\"\(schema)wordprocessingml/2006/main\"><w:body>",
      tail: "</w:body></w:document>", padding: 0x0A
    ) { unit in
      unit += "<w:p><w:r><w:t>"
      prose.appendSentences(2, to: &unit, from: &words)
      unit += "</w:t></w:r></w:p>"
    }
  }
}

/// An Excel workbook of exactly `byteCount` bytes, or the least there is: rows of numbers, and a picture where it is
/// big.
func xlsxFile(_ byteCount: Int, modified: Moment, from dice: inout Dice) -> [UInt8] {
  var (cells, pictures, row) = (dice.stream("cells"), dice.stream("picture"), 0)
  return officeFile(
    byteCount, folder: "xl", main: "workbook", contentType: "spreadsheetml.sheet.main+xml", modified: modified,
    pictures: &pictures, sheet: "worksheets/sheet1"
  ) { room in
    filled(
      room, head: xmlDeclaration + "<worksheet xmlns=\"\(spreadsheet)\"><sheetData>", tail: "</sheetData></worksheet>",
      padding: 0x0A
    ) { unit in
      row += 1
      unit += "<row r=\"\(row)\">"
      for _ in 0..<6 { unit += "<c><v>\(cells.below(1_000_000))</v></c>" }
      unit += "</row>"
    }
  }
}

private let schema = "http://schemas.openxmlformats.org/"
private let spreadsheet = schema + "spreadsheetml/2006/main"
private let relationship = schema + "officeDocument/2006/relationships"
private let xmlDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

/// From this size on a document is mostly pictures.
private let illustratedFrom = 65_536
private let textOfIllustrated = 16_384

/// The parts of an Open Packaging container. `text` makes the part that the words or numbers stand in.
private func officeFile(
  _ byteCount: Int, folder: String, main: String, contentType: String, modified: Moment, pictures: inout Dice,
  sheet: String? = nil, text: (Int) -> [UInt8]
) -> [UInt8] {
  let isIllustrated = byteCount >= illustratedFrom
  let textPart = "\(folder)/\(sheet ?? main).xml"
  let picture = "\(folder)/media/image1.jpeg"
  var parts = [
    ("[Content_Types].xml", contentTypes(folder, main, contentType, sheet)),
    ("_rels/.rels", relationships([("officeDocument", "\(folder)/\(main).xml")])),
  ]
  if sheet != nil { parts.append(("\(folder)/\(main).xml", workbook)) }
  let targets =
    (sheet.map { [("worksheet", $0 + ".xml")] } ?? []) + (isIllustrated ? [("image", "media/image1.jpeg")] : [])
  parts.append(("\(folder)/_rels/\(main).xml.rels", relationships(targets)))

  let names = parts.map(\.0) + [textPart] + (isIllustrated ? [picture] : [])
  let room = byteCount - ZIPFile.overhead(names) - parts.reduce(0) { $0 + $1.1.utf8.count }
  var archive = ZIPFile(modified: modified, byteCount: byteCount)
  for (name, content) in parts { archive.add(name, Array(content.utf8)) }
  archive.add(textPart, text(isIllustrated ? textOfIllustrated : room))
  if isIllustrated { archive.add(picture, jpegFile(room - textOfIllustrated, from: &pictures)) }
  return archive.finish()
}

private let workbook =
  xmlDeclaration + "<workbook xmlns=\"\(spreadsheet)\" xmlns:r=\"\(relationship)\">"
  + "<sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"

private func contentTypes(_ folder: String, _ main: String, _ type: String, _ sheet: String?) -> String {
  let office = "application/vnd.openxmlformats-officedocument."
  var text = xmlDeclaration + "<Types xmlns=\"\(schema)package/2006/content-types\">"
  text += "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
  text +=
    "<Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
  text += "<Override PartName=\"/\(folder)/\(main).xml\" ContentType=\"\(office)\(type)\"/>"
  if let sheet {
    text += "<Override PartName=\"/\(folder)/\(sheet).xml\" ContentType=\"\(office)spreadsheetml.worksheet+xml\"/>"
  }
  return text + "</Types>"
}

private func relationships(_ targets: [(kind: String, path: String)]) -> String {
  var text = xmlDeclaration + "<Relationships xmlns=\"\(schema)package/2006/relationships\">"
  for (index, target) in targets.enumerated() {
    text += "<Relationship Id=\"rId\(index + 1)\" Type=\"\(relationship)/\(target.kind)\" Target=\"\(target.path)\"/>"
  }
  return text + "</Relationships>"
}
