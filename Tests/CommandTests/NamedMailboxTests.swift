import Foundation
import Testing

@Suite("Mailboxes by name")
struct NamedMailboxTests {
  @Test("a finding that has a mailbox as it was logged, by GUID, says whose it is")
  func logged() throws {
    let place = try Workplace()
    let evidence = Place.root.appending(path: "Samples/insider-ediscovery/evidence").path(percentEncoded: false)
    _ = try place.examine(evidence, "--case", "case.sqlite")
    let text = try Tool.run(["findings", "case.sqlite"], in: place.folder).output.replacing(/\n +/, with: " ")
    #expect(
      text.contains("set forwarding of 34891a22-c3f4-4a2f-be73-29d45aca0b06 (grace.kendrick@aoki-seiki.example) with"))
    #expect(text.contains("/0486d3d3-d544-4e86-a1e7-397f255c06eb (eleanor.norwood@aoki-seiki.example) to"))
    #expect(!text.contains("mailbox -"))
  }

  @Test("a store whose owner nobody knows is not taken for a person of its folder's name")
  func unknown() throws {
    let place = try Workplace()
    let evidence = Place.root.appending(path: "Samples/quiet/evidence").path(percentEncoded: false)
    _ = try place.examine(evidence, "--case", "case.sqlite")
    let text = try Tool.run(["summary", "case.sqlite"], in: place.folder).output
    #expect(text.contains("\n  (unknown) Kunden ") && !text.contains("\n  Kunden "))
  }
}
