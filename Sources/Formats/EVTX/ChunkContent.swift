package import Bytes

/// What stands in a chunk.
package struct ChunkContent: Sendable {
  /// Of the log, in its order.
  package let records: [EventRecord]
  /// Whole records that are no longer part of the log.
  package let slack: [EventRecord]
  package let damages: [Damage]
}

extension Chunk {
  /// `isLogOpen`: the log was not closed, so that the header may be older than the records.
  package func content(isLogOpen: Bool) -> ChunkContent {
    let walk = RecordWalk(self, isOpen: isLogOpen)
    return ChunkContent(
      records: walk.records, slack: walk.slack,
      damages: headerDamages(isLogOpen: isLogOpen, recordCount: walk.records.count) + walk.damages)
  }

  private func headerDamages(isLogOpen: Bool, recordCount: Int) -> [Damage] {
    guard let header else {
      return [damage(.invalid("no chunk header"), "ChunkHeader.Signature", 0, "whole records in it are recovered")]
    }
    var damages: [Damage] = []
    if bytes.count < Self.length {
      damages.append(
        damage(
          .truncated(needed: Self.length, available: bytes.count), "Chunk", UInt64(bytes.count),
          "the chunk is read as far as it is there"))
    }
    if !header.isChecksumRight {
      damages.append(
        damage(
          .checksumMismatch(stored: UInt64(header.storedChecksum), computed: UInt64(header.computedChecksum)),
          "ChunkHeader.Checksum", 124, Damage.readAllTheSame))
    }
    let end = Int(header.freeSpaceOffset)
    if header.hasChecksums, (ChunkHeader.length...bytes.count).contains(end) {
      let computed = checksum(of: bytes, [ChunkHeader.length..<end])
      if computed != header.storedRecordsChecksum {
        damages.append(
          damage(
            .checksumMismatch(stored: UInt64(header.storedRecordsChecksum), computed: UInt64(computed)),
            "ChunkHeader.EventRecordsChecksum", 52, Damage.readAllTheSame))
      }
    }
    if !isLogOpen, header.isChecksumRight, let counted = header.recordCount, counted != UInt64(recordCount) {
      damages.append(
        damage(
          .invalid("\(counted) records counted, \(recordCount) found"), "ChunkHeader.LastEventRecordNumber", 16,
          recordCount < counted ? "records are missing" : Damage.readAllTheSame))
    }
    return damages
  }

  private func damage(
    _ problem: FormatError.Problem, _ field: String, _ at: UInt64, _ consequence: String
  ) -> Damage {
    Damage(FormatError(problem, in: field, at: offset + at), consequence: consequence)
  }
}
