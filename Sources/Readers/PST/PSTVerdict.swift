import Bytes
import PST
import Records

/// How whole a store is, as sentences about the exhibit: what was checked and what of it is wrong, what space nothing
/// claims, what was recovered. Counts of folders stand with the folders, each defect in a row of its own.
struct PSTVerdict {
  private var recovered: [String: Int] = [:]
  private var recoveredFolders = 0

  mutating func count(recovered method: String) { recovered[method, default: 0] += 1 }

  mutating func count(recoveredFolders count: Int) { recoveredFolders += count }

  func tell(
    of database: NodeDatabase, _ unnamed: UnnamedBlocks, _ password: Int64?, to collector: RecordCollector
  ) {
    let (blocks, unclaimed) = (database.blockCounts, database.unclaimed)
    let version = "wVer \(database.header.version), encoding \(database.map.encoding)"
    collector.note(
      "Store of \(version): \(database.map.pageCount) tree pages, \(unclaimed.mapPages) pages of allocation maps, "
        + "\(blocks.read) of \(blocks.all) blocks read and checked.")
    let wrong = database.damage.counts.filter { $0.key.contains("TRAILER") || $0.key.hasPrefix("HEADER") }
      .sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let maps = unclaimed.badMapPages > 0 ? ["checksum of an allocation map \(unclaimed.badMapPages)"] : []
    let all = (wrong + maps).joined(separator: ", ")
    collector.note(all.isEmpty ? "Every checksum, signature and id is right." : "Wrong: \(all).")
    if !database.map.isWhole {
      collector.note("The trees are not whole; their parts were found by what stands in them.")
    }
    let claimed = min(database.byteCount, database.map.space.claimedBytes)
    collector.note(
      "\(database.byteCount - claimed) of \(database.byteCount) bytes are claimed by no page or block; in them "
        + "\(unclaimed.nodePages) older node pages, \(unclaimed.blockPages) older block pages, \(unclaimed.blocks) blocks."
    )
    collector.note("\(unnamed.count) blocks (\(unnamed.byteCount) bytes) are named by nothing.")
    if let password, password != 0 {
      let digits = String(UInt32(truncatingIfNeeded: password), radix: 16)
      collector.note("A password is set (PidTagPstPassword 0x\(digits)); it hides nothing and was not needed.")
    }
    let methods = recovered.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    if recoveredFolders > 0 { collector.note("Folders recovered: \(recoveredFolders).") }
    collector.note(methods.isEmpty ? "No item recovered." : "Items recovered: \(methods.joined(separator: ", ")).")
  }
}
