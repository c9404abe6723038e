import CZlib

/// The bytes that a gzip file holds (RFC 1952): its members one after another, as `gunzip` joins them.
package final class GzipStream: ByteStream {
  private let compressed: any ByteStream
  private var state = z_stream()
  private var input: [UInt8] = []
  private var consumed = 0
  private var offset: UInt64 = 0
  private var produced: UInt64 = 0
  private var phase = Phase.betweenMembers
  private var isOpen = false
  /// The last output was full: zlib may have more without further input.
  private var mayHoldMore = false
  /// Told after the bytes that came before it were handed out.
  private var damage: FormatError?

  private enum Phase { case betweenMembers, inMember, done }

  /// Past this much output, more than this ratio of output to input is taken for a bomb.
  package static let ratioLimit: UInt64 = 200
  private static let ratioFreeBytes: UInt64 = 64 << 20

  package init(_ compressed: any ByteStream) { self.compressed = compressed }

  deinit { if isOpen { inflateEnd(&state) } }

  /// Throws `FormatError` at the compressed offset where the data is damaged, ends early or grows without measure.
  package func next() throws -> [UInt8]? {
    if let error = damage {
      damage = nil
      throw error
    }
    while phase != .done {
      if consumed == input.count, !mayHoldMore, try !refill() {
        guard phase == .betweenMembers else {
          phase = .done
          throw FormatError(.invalid("the compressed data ends before its end"), in: "gzip", at: place)
        }
        phase = .done
        return nil
      }
      if phase == .betweenMembers { try startMember() }
      if phase == .done { return nil }
      let output = try inflateSome()
      if !output.isEmpty { return output }
    }
    return nil
  }

  private var place: UInt64 { offset + UInt64(consumed) }

  private func refill() throws -> Bool {
    offset += UInt64(input.count)
    consumed = 0
    input = try compressed.next() ?? []
    return !input.isEmpty
  }

  private func startMember() throws {
    if produced > 0 || isOpen, input[consumed] != 0x1F {
      try skipPadding()
      if phase == .done { return }
    }
    if isOpen { inflateEnd(&state) }
    state = z_stream()
    guard inflateInit2_(&state, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw FormatError(.invalid("zlib cannot start"), in: "gzip", at: place)
    }
    isOpen = true
    phase = .inMember
  }

  /// Zero bytes may pad the file behind its last member; anything else there is not gzip.
  private func skipPadding() throws {
    while true {
      while consumed < input.count, input[consumed] == 0 { consumed += 1 }
      if consumed < input.count { break }
      guard try refill() else {
        phase = .done
        return
      }
    }
    guard input[consumed] == 0x1F else {
      phase = .done
      throw FormatError(.invalid("bytes behind the last member that are no gzip member"), in: "gzip.trailer", at: place)
    }
  }

  private func inflateSome() throws -> [UInt8] {
    var code: Int32 = Z_OK
    let room = 1 << 18
    let output = input.withUnsafeMutableBufferPointer { source in
      [UInt8](unsafeUninitializedCapacity: room) { target, filled in
        state.next_in = source.baseAddress.map { $0 + consumed }
        state.avail_in = UInt32(source.count - consumed)
        state.next_out = target.baseAddress
        state.avail_out = UInt32(room)
        code = inflate(&state, Z_NO_FLUSH)
        filled = room - Int(state.avail_out)
        consumed = source.count - Int(state.avail_in)
      }
    }
    produced += UInt64(output.count)
    mayHoldMore = code == Z_OK && output.count == room
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: phase = .betweenMembers
    default:
      phase = .done
      let reason = state.msg.map { String(cString: $0) } ?? "zlib error \(code)"
      damage = FormatError(.invalid(reason), in: "gzip", at: place)
    }
    if produced > Self.ratioFreeBytes, produced / max(1, place) > Self.ratioLimit {
      phase = .done
      throw FormatError(
        .limitExceeded(value: produced / max(1, place), limit: Self.ratioLimit), in: "gzip.ratio", at: place)
    }
    if output.isEmpty, let error = damage {
      damage = nil
      throw error
    }
    return output
  }
}
