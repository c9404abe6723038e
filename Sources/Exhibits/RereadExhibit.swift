import Bytes
package import Records

/// An exhibit read once more: its hash, and the bytes of one range.
package struct RereadExhibit {
  package let sha256: Records.Digest?
  package private(set) var bytes: [UInt8] = []

  /// Throws what opening and reading it throws.
  package init(_ origin: ExhibitOrigin, keeping range: Range<UInt64>?) throws {
    let digest = PassDigest(withMD5: false, onBytes: { _ in })
    let stream = HashedStream(try origin.openStream(), into: digest)
    var offset: UInt64 = 0
    do {
      while let piece = try stream.next() {
        let end = offset + UInt64(piece.count)
        if let range, range.overlaps(offset..<end) {
          let start = max(range.lowerBound, offset) - offset
          bytes += piece[Int(start)..<Int(min(range.upperBound, end) - offset)]
        }
        offset = end
      }
    } catch is FormatError {
      // A damaged member was hashed as far as it came when it was examined, and is so again.
      digest.complete()
    }
    sha256 = digest.sha256
  }
}
