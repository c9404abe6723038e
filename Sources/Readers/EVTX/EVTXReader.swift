import Bytes
import EVTX
package import Records

/// Windows event logs (.evtx): every event, those of Exchange, of logons and of PowerShell with what they say.
package enum EVTXReader: Reader {
  package static let kind = "evtx"
  package static let summary =
    "Windows event logs (.evtx): every event, Exchange cmdlets, logons, PowerShell; records from slack; checksums verified"
  package static let access = SourceAccess.random
  package static let timeBases: [TimeBasis]? = [.utc]

  package static func recognises(_ opening: Opening) -> Bool {
    opening.bytes.starts(with: FileHeader.signature) || LogFile.firstChunk(in: opening.bytes) != nil
  }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    let reading = EVTXReading(of: try LogFile(source.openStore()), into: collector)
    try await reading.readAll()
  }
}
