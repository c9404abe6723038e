import Foundation
import Testing

@testable import SampleMaker

@Suite("The command mailtrail-samples")
struct MakeCommandTests {
  @Test("an order that cannot be is named with what can, and nothing is made: exit 2")
  func wrongOrders() throws {
    let place = try Workplace()
    for (arguments, complaint) in [
      (["make", "burglary", "-o", "case"], "there are: insider-ediscovery, proxylogon, quiet, rogue-app, sync"),
      (["make", "quiet", "-o", "case", "--formats", "eml,ost"], "no format is called ‘ost’; there are: pst-none"),
      (["make", "quiet", "-o", "case", "--mailboxes", "2"], "--mailboxes 2: a case has from 6 to"),
      (["make", "quiet", "-o", "case", "--messages", "10"], "--messages 10: a case has from"),
      (["make", "quiet", "-o", "case", "--days", "9999"], "--days 9999: a case has from 14 to"),
      (["make", "quiet"], "Missing expected argument '--output"), (["make", "quiet", "-o", ""], "no folder is named"),
    ] {
      let result = try SamplesTool.end(SamplesTool.start(arguments, in: place.folder))
      #expect(result.status == (arguments.last == "" ? 1 : 2), "\(arguments): \(result.complaint)")
      #expect(result.complaint.contains(complaint), "\(arguments): \(result.complaint)")
    }
    #expect(try place.names.isEmpty)
  }

  @Test("a folder that is not empty, a file, and a folder in none are refused and left as they are: exit 1")
  func wrongPlaces() throws {
    let place = try Workplace()
    try FileManager.default.createDirectory(atPath: place.path("full"), withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: place.folder.appending(path: "full/.mine"))
    try Data("mine".utf8).write(to: place.folder.appending(path: "file"))
    try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: "nothing")
    for (folder, complaint) in [
      ("full", "full is not empty; name a folder that does not exist yet"), ("file", "is no folder"),
      ("nowhere/case", "nowhere is no folder; make it first"), ("link", "link is a link to nothing"),
    ] {
      let result = try SamplesTool.run("make", "quiet", "-o", folder, in: place.folder)
      #expect(result.status == 1 && result.complaint.contains(complaint), "\(result.complaint)")
    }
    #expect(try place.names == ["file", "full", "link"])
    #expect(try Data(contentsOf: place.folder.appending(path: "full/.mine")) == Data("mine".utf8))
  }

  @Test("where there is no room it says so, and nothing is left")
  func noRoom() throws {
    let place = try Workplace()
    let limited = ["/bin/sh", "-c", "ulimit -f 400; exec \"$0\" \"$@\""]
    let result = try SamplesTool.run("make", "rogue-app", "-o", "case", in: place.folder, by: limited)
    #expect(result.status == 1 && result.reason == .exit)
    #expect(result.complaint.contains("make room or name a folder on another disk"), "\(result.complaint)")
    #expect(try place.names.isEmpty)
  }

  @Test("interrupted, it ends by the signal and leaves nothing", arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    let place = try Workplace()
    let process = try SamplesTool.start(
      ["make", "rogue-app", "-o", "case", "--messages", "100000", "--mailboxes", "40"], in: place.folder)
    while try place.names.isEmpty, process.isRunning { usleep(1000) }
    #expect(try place.names.allSatisfy { $0.hasPrefix(".case.making-") })
    kill(process.processIdentifier, signal)
    let result = try SamplesTool.end(process)
    #expect(result.reason == .uncaughtSignal && result.status == signal)
    #expect(try place.names.isEmpty)
  }

  @Test("the same order gives the same bytes", arguments: allScenarios.map { $0.name })
  func repeatable(scenario: String) throws {
    let place = try Workplace()
    for folder in ["one", "two"] {
      let result = try SamplesTool.run("make", scenario, "-o", folder, "--seed", "7", in: place.folder)
      #expect(result.status == 0, "\(result.complaint)")
    }
    let difference = try Peer.run("diff", ["-r", "one", "two"], in: place.folder)
    #expect(difference.status == 0, "\(difference.lines.prefix(3))")
    #expect(try place.names == ["one", "two"])
  }

  @Test("Samples/ holds what the maker makes; .ci/samples makes it again", arguments: allScenarios.map { $0.name })
  func samples(scenario: String) throws {
    let place = try Workplace()
    let result = try SamplesTool.run("make", scenario, "-o", "made", in: place.folder)
    #expect(result.status == 0, "\(result.complaint)")
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let kept = try files(below: root.appending(path: "Samples/\(scenario)"))
    let made = try files(below: place.folder.appending(path: "made"))
    #expect(Set(kept.keys) == Set(made.keys))
    for (path, bytes) in made { #expect(kept[path] == bytes, "\(path)") }
    #expect(kept.values.reduce(0) { $0 + $1.count } < 3_200_000)
  }

  private func files(below folder: URL) throws -> [String: Data] {
    let root = folder.path(percentEncoded: false)
    let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    var isFolder: ObjCBool = false
    return try paths.reduce(into: [:]) { files, path in
      let file = root + "/" + path
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else { return }
      files[path] = try Data(contentsOf: URL(filePath: file))
    }
  }

  @Test("another seed gives another case")
  func seeds() throws {
    let place = try Workplace()
    for (folder, seed) in [("one", "1"), ("other", "2")] {
      let result = try SamplesTool.run("make", "quiet", "-o", folder, "--seed", seed, in: place.folder)
      #expect(result.status == 0, "\(result.complaint)")
    }
    let reports = try ["one", "other"].map { try truth("files", of: place.folder.appending(path: $0)) }
    let hashes = reports.map { Set($0.map { $0.text("sha256") }) }
    #expect(hashes[0].isDisjoint(with: hashes[1]))
  }

  @Test("an empty folder is filled, and formats are those ordered")
  func formats() throws {
    let place = try Workplace()
    try FileManager.default.createDirectory(atPath: place.path("case"), withIntermediateDirectories: true)
    let result = try SamplesTool.run(
      "make", "quiet", "-o", "case", "--formats", "mbox,ual-ndjson,pst-none", in: place.folder)
    #expect(result.status == 0, "\(result.complaint)")
    let formats = try Set(truth("files", of: place.folder.appending(path: "case")).map { $0.text("format") })
    #expect(formats == ["mbox", "pst-none", "ual-ndjson"])
  }

  @Test("the scenarios are listed with what each makes")
  func list() throws {
    let place = try Workplace()
    let result = try SamplesTool.run("scenarios", in: place.folder)
    #expect(result.status == 0)
    for scenario in allScenarios {
      #expect(result.output.contains(scenario.name + " ") && result.output.contains(scenario.abstract))
    }
  }
}
