import Bytes
import Foundation
import Records
import Testing

@testable import Readers

@Suite("Logs with #Fields")
struct FieldLogTests {
  static let head = """
    #Software: Microsoft Exchange Server
    #Version: 15.01.2375.007
    #Log-type: HttpProxy Logs
    #Date: 2021-03-03T06:00:00.000Z

    """
  static let names = "#Fields: DateTime,UrlStem,AnchorMailbox,AuthenticatedUser,HttpStatus\n"

  static func row(_ number: Int) -> String {
    "2021-03-03T06:00:0\(number).500Z,/ecp/y\(number).js,ServerInfo~a/b,CONTOSO\\u\(number),241\n"
  }

  private func read(_ text: String) async throws -> LogReading {
    try await LogReading.of(text, with: HttpProxyReader.self)
  }

  @Test("each row has its offset, length and line, and the key of its bytes")
  func places() async throws {
    let rows = [Self.row(1), Self.row(2)]
    let text = Self.head + Self.names + rows.joined()
    let reading = try await read(text)
    #expect(reading.defects.isEmpty)
    #expect(reading.requests.map(\.path) == ["/ecp/y1.js", "/ecp/y2.js"])
    #expect(reading.requests.map(\.location.line) == [6, 7])
    for (request, row) in zip(reading.requests, rows) {
      let start = Int(request.location.offset)
      let bytes = Array(text.utf8)[start..<start + Int(request.location.length)]
      #expect(String(decoding: bytes, as: UTF8.self) + "\n" == row)
    }
    #expect(Set(reading.requests.map(\.payloadKey)).count == 2)
  }

  @Test("columns are found by name, wherever they stand and whatever else there is")
  func order() async throws {
    let text = Self.head + "#Fields: New,HttpStatus,AnchorMailbox,UrlStem,datetime\nx,200,Sid~S-1-5-21-1,/ews,"
    let reading = try await read(text + "2021-03-03T06:00:01Z\n")
    #expect(reading.requests.first?.status == 200)
    #expect(reading.requests.first?.path == "/ews")
    #expect(reading.requests.first?.mailbox == LoggedMailbox(sid: "S-1-5-21-1"))
    #expect(reading.requests.first?.occurredAt == microseconds("2021-03-03T06:00:01Z"))
  }

  @Test("the header may stand in any order, below a bare row of names, and again with other columns")
  func headers() async throws {
    let bare = "DateTime,UrlStem,AnchorMailbox,AuthenticatedUser,HttpStatus\n"
    let again = "HttpStatus,DateTime,AnchorMailbox,UrlStem\n"
    let second = "#Version: 15.01.2400.001\n#Fields: HttpStatus,DateTime,AnchorMailbox,UrlStem\n"
    let text =
      bare + Self.names + Self.head + Self.row(1) + Self.head + second + "401,2021-03-03T07:00:00Z,,/owa\n" + again
    #expect(LogReading.kind(Array(text.utf8)) == "http_proxy")
    let reading = try await read(text)
    #expect(reading.requests.map(\.status) == [241, 401])
    #expect(reading.requests.map(\.serverBuild) == ["15.1.2375.7", "15.1.2400.1"])
    #expect(reading.defects.isEmpty)
  }

  @Test("a log that was cut begins with rows: those above the # lines are records too, what is cut of them is told")
  func rowsAboveHeader() async throws {
    let below = Self.names + Self.row(3)
    let one = try await read(Self.row(1) + Self.head + below)
    #expect(one.requests.map(\.path) == ["/ecp/y1.js", "/ecp/y3.js"])
    #expect(one.requests.map(\.serverBuild) == [nil, "15.1.2375.7"])
    #expect(one.defects.isEmpty)
    let cut = String(Self.row(1).dropFirst(30)) + Self.row(2) + Self.row(4) + Self.head + below
    #expect(LogReading.kind(Array(cut.utf8)) == "http_proxy")
    let reading = try await read(cut)
    #expect(reading.requests.map(\.path) == ["/ecp/y2.js", "/ecp/y4.js", "/ecp/y3.js"])
    #expect(reading.defects.map(\.offset) == [0])
    #expect(reading.isPartial)
  }

  @Test("text that is no UTF-8 is told, row by row")
  func otherEncoding() async throws {
    let text = Self.head + Self.names + Self.row(1).replacing("CONTOSO", with: "J\u{FC}RGEN") + Self.row(2)
    let reading = try await LogReading.of(text.unicodeScalars.map { UInt8($0.value) }, with: HttpProxyReader.self)
    #expect(reading.requests.count == 2 && reading.isPartial)
    #expect(reading.defects.map(\.offset) == [UInt64((Self.head + Self.names).utf8.count)])
    #expect(try await read(text).defects.isEmpty)
  }

  @Test("UTF-16, CR LF and a byte order mark give the same rows")
  func encodings() async throws {
    let text = Self.head + Self.names + Self.row(1) + Self.row(2)
    let plain = try await read(text)
    let withCR = try await read(text.replacing("\n", with: "\r\n"))
    let withMark = try await LogReading.of([0xEF, 0xBB, 0xBF] + Array(text.utf8), with: HttpProxyReader.self)
    let wide: [UInt8] =
      [0xFF, 0xFE] + text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    #expect(LogReading.kind(wide) == "http_proxy")
    let inUTF16 = try await LogReading.of(wide, with: HttpProxyReader.self)
    for other in [withCR, withMark, inUTF16] {
      #expect(other.requests.map(\.path) == plain.requests.map(\.path))
      #expect(other.requests.map(\.payloadKey) == plain.requests.map(\.payloadKey))
      #expect(other.defects.isEmpty)
    }
    #expect(inUTF16.requests[1].location.offset == 2 + 2 * plain.requests[1].location.offset)
  }

  @Test("copies of a growing log have one identity, other logs another")
  func identity() async throws {
    let noon = Self.head + Self.names + Self.row(1)
    let midnight = noon + Self.row(2)
    let other = Self.head + Self.names + Self.row(2)
    let identities = [try await read(noon), try await read(midnight), try await read(other)].map(\.identity)
    #expect(identities[0] != nil)
    #expect(identities[0] == identities[1])
    #expect(identities[0] != identities[2])
  }

  @Test("a row that lost its line end before it to a # line is told; a remark is not")
  func rowBehindMark() async throws {
    let head = "#Software: X\n#Fields: date time cs-method cs-uri-stem sc-status\n"
    let row = "2021-03-03 06:50:12 GET /a 200\n"
    let hurt = try await LogReading.of(head + "#21-03-03 06:50:11 GET /b 200\n" + row, with: IISReader.self)
    #expect(hurt.requests.count == 1 && hurt.isPartial)
    #expect(hurt.defects.map(\.problem) == ["line 3: a line that starts with # and names nothing"])
    #expect(try await LogReading.of(head + "# a remark\n" + row, with: IISReader.self).defects.isEmpty)
  }

  @Test("quoted cells may hold commas, quotes and line ends")
  func quoting() async throws {
    let cell = "\"/a,\"\"b\"\"\nc\""
    let text = Self.head + Self.names + "2021-03-03T06:00:00Z,\(cell),x@y.example,u,200\n" + Self.row(2)
    let reading = try await read(text)
    #expect(reading.requests.map(\.path) == ["/a,\"b\"\nc", "/ecp/y2.js"])
    #expect(reading.requests.map(\.location.line) == [6, 8])
    #expect(reading.defects.isEmpty)
  }

  @Test("a quote left open costs its own line only, and is told")
  func openQuote() async throws {
    let text = Self.head + Self.names + Self.row(1) + "2021-03-03T06:00:02Z,\"/open,x,y,1\n" + Self.row(3) + Self.row(4)
    let reading = try await read(text)
    #expect(reading.requests.count == 4)
    #expect(reading.requests.last?.path == "/ecp/y4.js")
    #expect(reading.defects.map(\.problem) == ["line 7: a quote is left open"])
  }

  @Test(
    "rows with too few or too many cells are kept and told; a line of one cell, or of other cells and no time, is no row"
  )
  func cellCount() async throws {
    let text =
      Self.head + Self.names + "2021-03-03T06:00:01Z,/a\n2021-03-03T06:00:02Z,/b,,,200,x,y\ngarbage\nmore,garbage\n"
    let reading = try await read(text + "2021-03-03T06:00:03Z,/c,,,200,,\n")
    #expect(reading.requests.map(\.path) == ["/a", "/b", "/c"])
    #expect(reading.defects.count == 4)
    #expect(reading.defects.suffix(2).map(\.consequence) == ["row left out", "row left out"])
    #expect(reading.isPartial)
  }

  @Test("logs put one behind the other, each with its byte order mark, are read as one")
  func putTogether() async throws {
    let one = "\u{FEFF}" + Self.head + Self.names + Self.row(1)
    let reading = try await read(one + one.replacing("y1.js", with: "y2.js") + "\u{FEFF}" + Self.row(3))
    #expect(reading.requests.map(\.path) == ["/ecp/y1.js", "/ecp/y2.js", "/ecp/y3.js"])
    #expect(reading.requests.allSatisfy { $0.occurredAt != nil })
    #expect(reading.defects.isEmpty)
  }

  @Test("NUL bytes where a server fell are told once, and the rows behind them are read")
  func nulBytes() async throws {
    let nulls = [UInt8](repeating: 0, count: 100_000)
    let before = Array((Self.head + Self.names + Self.row(1)).utf8)
    let reading = try await LogReading.of(
      before + nulls + Array(Self.row(2).utf8) + nulls, with: HttpProxyReader.self, pieceLength: 1000, fill: 500,
      limit: 2000)
    #expect(reading.requests.map(\.path) == ["/ecp/y1.js", "/ecp/y2.js"])
    #expect(reading.requests.last?.location.offset == UInt64(before.count + nulls.count))
    #expect(reading.defects.count == 2)
    #expect(reading.defects.first?.offset == UInt64(before.count))
    #expect(LogReading.kind(before + nulls + Array(Self.row(2).utf8)) == "http_proxy")
    #expect(LogReading.kind([UInt8](repeating: 0, count: 512) + before) == nil)
    let inside = try await read(Self.head + Self.names + "2021-03-03T06:00:01Z,/a\0b,,,200\n")
    #expect(inside.requests.first?.path == "/a\u{FFFD}b")
  }

  @Test("a line beyond the limit is left out, and reading goes on behind it")
  func longLine() async throws {
    let text = Self.head + Self.names + Self.row(1) + String(repeating: "x,", count: 5000) + "\n" + Self.row(2)
    let reading = try await LogReading.of(
      Array(text.utf8), with: HttpProxyReader.self, pieceLength: 333, fill: 64, limit: 2000)
    #expect(reading.requests.map(\.path) == ["/ecp/y1.js", "/ecp/y2.js"])
    #expect(reading.defects.map(\.problem) == ["line 7: a line of more than 2000 bytes"])
  }

  @Test("cut at every byte, what came before is read and nothing is invented")
  func cut() async throws {
    let text = Array((Self.head + Self.names + Self.row(1) + Self.row(2)).utf8)
    let whole = try await LogReading.of(text, with: HttpProxyReader.self)
    for length in 0..<text.count {
      let reading = try await LogReading.of(Array(text.prefix(length)), with: HttpProxyReader.self)
      #expect(reading.requests.count <= 2)
      if length > whole.requests[1].location.offset { #expect(reading.requests.first == whole.requests.first) }
    }
  }

  @Test("with every byte changed, every reader comes to an end")
  func flipped() async throws {
    let text = Array((Self.head + Self.names + Self.row(1) + "2021-03-03T06:00:02Z,\"/a\",,,200\n").utf8)
    for index in text.indices {
      for mask: UInt8 in [0x01, 0x20, 0x80, text[index]] {
        var changed = text
        changed[index] ^= mask
        let reading = try await LogReading.of(changed, with: HttpProxyReader.self)
        #expect(reading.requests.count <= 4)
        _ = LogReading.kind(changed)
      }
    }
  }

  @Test("read in pieces of any size, it is the same")
  func pieces() async throws {
    let text = Array((Self.head + Self.names + Self.row(1) + "2021-03-03T06:00:02Z,\"/a\nb\",,,2\n").utf8)
    let whole = try await LogReading.of(text, with: HttpProxyReader.self)
    for length in [1, 7, 64] {
      let reading = try await LogReading.of(text, with: HttpProxyReader.self, pieceLength: length, fill: 1)
      #expect(reading == whole)
    }
  }
}
