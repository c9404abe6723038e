import Bytes
import CFuzzer
import Dispatch
import RTF
import Readers
import Records

// libFuzzer over one reader: `mailtrail-fuzz KIND [libFuzzer's own arguments]`. KIND is one of `mailtrail formats`;
// `rtf`, a body alone; or `recognition`, what the readers say of first bytes. `.ci/fuzz` builds and calls it.

/// Reads what libFuzzer made. Whatever a reader throws is an answer; what ends the process is a finding.
private struct Subject {
  let name: String

  func attempt(_ bytes: [UInt8]) {
    switch name {
    case "rtf": decodeRTF(bytes)
    case "recognition": _ = reader(for: Opening(bytes, isWhole: true))
    default:
      if let kind = allReaders.first(where: { $0.kind == name }) { read(bytes, by: kind) }
    }
  }

  private func decodeRTF(_ bytes: [UInt8]) {
    _ = RTFText(of: bytes, at: 0)
    if let body = try? CompressedRTF(bytes[...], at: 0) { _ = RTFText(of: body.rtf, at: 0) }
  }

  /// The fuzzer's loop waits for the task.
  private func read(_ bytes: [UInt8], by kind: any Reader.Type) {
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      let source = Source(bytes)
      let collector = RecordCollector { batch in
        for child in batch.children.prefix(8) { Self.open(child, in: source, by: kind) }
      }
      try? await kind.read(source, into: collector)
      try? await collector.finish()
      done.signal()
    }
    done.wait()
  }

  private static func open(_ child: ChildExhibit, in source: Source, by kind: any Reader.Type) {
    guard let stream = try? kind.open(child, in: source) else { return }
    for _ in 0..<64 { guard (try? stream.next()) != nil else { return } }
  }
}

private nonisolated(unsafe) var subject = Subject(name: "")

@main
struct Fuzzing {
  static func main() {
    let known = allReaders.map { $0.kind } + ["rtf", "recognition"]
    guard let name = CommandLine.arguments.dropFirst().first, known.contains(name) else {
      print("mailtrail-fuzz KIND [libFuzzer's arguments]; kinds: \(known.joined(separator: " "))")
      return
    }
    subject = Subject(name: name)
    var count = CommandLine.argc - 1
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
    _ = LLVMFuzzerRunDriver(&count, &arguments) { bytes, length in
      subject.attempt(Array(UnsafeBufferPointer(start: bytes, count: length)))
      return 0
    }
  }
}
