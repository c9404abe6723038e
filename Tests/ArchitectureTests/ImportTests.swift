import Foundation
import Testing

/// The arrows between targets, as the design draws them: a folder below Sources and what its files may import.
private let allowedImports: [String: Set<String>] = [
  "Records": [],
  "Queries": [],
  "Bytes": ["CZlib", "Glibc", "Darwin"],
  "Formats/MAPI": ["Bytes"],
  "Formats/PST": ["Bytes", "MAPI"],
  "Formats/MSG": ["Bytes", "MAPI"],
  "Formats/TNEF": ["Bytes", "MAPI"],
  "Formats/RTF": ["Bytes"],
  "Formats/MIME": ["Bytes", "Glibc", "Darwin"],
  "Formats/EVTX": ["Bytes", "MAPI", "Glibc", "Darwin"],
  "Readers": [
    "Records", "Bytes", "MAPI", "PST", "MSG", "TNEF", "RTF", "MIME", "EVTX", "Foundation", "CLibxml2", "CArchive",
    "CSimdjson", "Crypto", "Synchronization", "Glibc", "Darwin",
  ],
  "Exhibits": ["Records", "Bytes", "Readers", "Crypto", "Dispatch", "Synchronization", "Glibc", "Darwin"],
  "EvidenceDatabase": ["Records", "CBulkRows", "GRDB", "GRDBSQLite", "Crypto", "Synchronization", "Glibc", "Darwin"],
  "Reconstruction": ["Records", "EvidenceDatabase", "Queries", "GRDB", "Crypto", "Foundation", "Glibc", "Darwin"],
  "Detections": ["Records", "EvidenceDatabase", "CDetectionText", "GRDB", "Crypto"],
  "Reports": ["Records", "EvidenceDatabase", "GRDB", "Foundation"],
  "mailtrail": [
    "Records", "Bytes", "Readers", "Exhibits", "EvidenceDatabase", "Reconstruction", "Detections", "Reports",
    "ArgumentParser", "Foundation", "Synchronization", "GRDB", "Crypto", "Glibc", "Darwin",
  ],
  "SampleMaker": ["CZlib", "Crypto", "Synchronization", "Glibc", "Darwin"],
  "mailtrail-samples": ["SampleMaker", "ArgumentParser", "Glibc", "Darwin"],
]

@Suite("The arrows between targets")
struct ImportTests {
  @Test("every import in Sources is one that the design allows", arguments: sourceFiles())
  func imports(file: String) throws {
    let folder = try #require(allowedImports.keys.first { file.hasPrefix($0 + "/") }, "no target is known for \(file)")
    let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
    for line in text.split(separator: "\n") {
      guard let module = importedModule(line) else { continue }
      #expect(allowedImports[folder]?.contains(module) == true, "\(file) imports \(module)")
    }
  }

  @Test("the top level holds the package, its sources, tests, samples and README, and nothing else")
  func topLevel() throws {
    let allowed: Set<String> = ["Package.swift", "Sources", "Tests", "Samples", "README.md", "Package.resolved"]
    let names = try FileManager.default.contentsOfDirectory(atPath: root.path(percentEncoded: false))
    #expect(Set(names.filter { !$0.hasPrefix(".") }).subtracting(allowed).isEmpty)
  }
}

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
private let sources = root.appending(path: "Sources")

private func sourceFiles() -> [String] {
  let names = FileManager.default.enumerator(atPath: sources.path(percentEncoded: false))?.compactMap { $0 as? String }
  return (names ?? []).filter { $0.hasSuffix(".swift") }.sorted()
}

/// The module of an import line such as `package import Bytes` or `import struct Foundation.URL`.
private func importedModule(_ line: Substring) -> String? {
  var words = line.split(separator: " ")
  while let first = words.first, first == "package" || first == "public" || first == "internal" || first.hasPrefix("@")
  {
    words.removeFirst()
  }
  guard words.first == "import", words.count > 1 else { return nil }
  let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
  let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
  return name.split(separator: ".").first.map(String.init)
}
