import Bytes
import CZlib
import Testing

@Suite("GzipStream")
struct GzipStreamTests {
  private let text = Array("The hare and the tortoise. ".utf8)

  @Test("hands out what a member holds, however small the pieces", arguments: [1, 2, 7, 1 << 20])
  func oneMember(pieceLength: Int) {
    let long = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    #expect(inflate(gzip(long), pieceLength: pieceLength).bytes == long)
  }

  @Test("joins members, and passes over zero bytes between and behind them", arguments: [1, 5, 1 << 20])
  func members(pieceLength: Int) {
    let file = gzip(text) + gzip([]) + [0, 0, 0] + gzip(text) + [0, 0]
    let result = inflate(file, pieceLength: pieceLength)
    #expect(result.bytes == text + text)
    #expect(result.error == nil)
  }

  @Test("an empty member and an empty file hold nothing")
  func empty() {
    #expect(inflate(gzip([])) == Outcome())
    #expect(inflate([]) == Outcome())
  }

  @Test("cut anywhere, it hands out the start and says that the end is missing")
  func truncated() {
    let file = gzip(text)
    for length in 1..<file.count {
      let result = inflate(Array(file.prefix(length)), pieceLength: 3)
      #expect(result.error != nil)
      #expect(text.starts(with: result.bytes))
    }
  }

  @Test("cut behind long runs, nothing that was stored is lost")
  func truncatedRuns() {
    let runs = [UInt8](repeating: 7, count: 3 << 20)
    let result = inflate(Array(gzip(runs).dropLast(8)))
    #expect(result.bytes.count == runs.count)
    #expect(result.error != nil)
  }

  @Test("bytes behind the last member are told with their place")
  func garbage() {
    let file = gzip(text)
    let result = inflate(file + Array("garbage".utf8))
    #expect(result.bytes == text)
    #expect(result.error?.offset == UInt64(file.count))
    #expect(result.error?.field == "gzip.trailer")
  }

  @Test("a wrong CRC is told after the bytes are handed out")
  func badCRC() {
    var file = gzip(text)
    file[file.count - 8] ^= 0xFF
    let result = inflate(file)
    #expect(result.bytes == text)
    #expect(result.error != nil)
  }

  @Test("output without measure is stopped")
  func bomb() {
    let result = inflate(gzip([UInt8](repeating: 0, count: 200 << 20)))
    #expect(result.bytes.count < 100 << 20)
    #expect(result.error?.field == "gzip.ratio")
  }

  @Test("with any byte changed it ends, in an error or in bytes")
  func changed() {
    let file = gzip(text)
    for place in file.indices {
      for flip: UInt8 in [0x01, 0x80, 0xFF] {
        var damaged = file
        damaged[place] ^= flip
        let result = inflate(damaged, pieceLength: 4)
        #expect(result.bytes == text || result.error != nil, "byte \(place) ^ \(flip)")
      }
    }
  }

  @Test("what is no gzip is refused at its first byte")
  func notGzip() {
    let result = inflate(Array("From: a@b.example".utf8))
    #expect(result.bytes.isEmpty)
    #expect(result.error != nil)
  }

  private struct Outcome: Equatable {
    var bytes: [UInt8] = []
    var error: FormatError?
  }

  private func inflate(_ file: [UInt8], pieceLength: Int = 1 << 20) -> Outcome {
    let stream = GzipStream(MemoryStream(file, pieceLength: pieceLength))
    var outcome = Outcome()
    do {
      while let piece = try stream.next() {
        #expect(!piece.isEmpty)
        outcome.bytes += piece
      }
    } catch {
      outcome.error = error as? FormatError
      #expect(outcome.error != nil, "\(error)")
      #expect((try? stream.next()) == .some(nil), "an ended stream stays ended")
    }
    return outcome
  }

  /// One gzip member, made by zlib.
  private func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var state = z_stream()
    deflateInit2_(
      &state, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&state) }
    var source = bytes
    let room = Int(deflateBound(&state, UInt(bytes.count)))
    return source.withUnsafeMutableBufferPointer { input in
      [UInt8](unsafeUninitializedCapacity: room) { output, filled in
        state.next_in = input.baseAddress
        state.avail_in = UInt32(input.count)
        state.next_out = output.baseAddress
        state.avail_out = UInt32(room)
        deflate(&state, Z_FINISH)
        filled = room - Int(state.avail_out)
      }
    }
  }
}
