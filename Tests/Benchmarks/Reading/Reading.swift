import Bytes
import Readers
import Records

/// A reader alone, for `.ci/benchmark-logs`: `mailtrail-reading FILE` makes records of the file and lets them go again; no
/// hash of the file, no database.
@main
struct Reading {
  static func main() async throws {
    guard CommandLine.arguments.count == 2 else { return print("mailtrail-reading FILE") }
    let path = CommandLine.arguments[1]
    let store = try FileStore(path: path)
    let opening = Opening(try store.read(at: 0, count: Opening.length), isWhole: false)
    guard let reader = reader(for: opening) else { return print("\(path): of no kind that is read") }
    let source = Source(openStream: { StoreStream(store) }, openStore: { store })
    let collector = RecordCollector { _ in }
    try await reader.read(source, into: collector)
    try await collector.finish()
    print("\(reader.kind) \(collector.recordCount) records \(collector.defectCount) defects")
  }
}
