/// What a perfect examiner could conclude for one item from the files that are given (design.md, "Certainty tiers").
package struct Conclusion: Sendable, Equatable {
  /// Nil for what the actor itself wrote: it is no exposure, and is counted apart.
  package var tier: Tier?
  package var basis: Basis?
  package var placement: Placement?
  /// How far the export came that took it.
  package var state: ExportState?
  /// How many items of the mailbox have the Message-ID that a record names.
  package var matchCount: Int?
  package var isHandledByActor = false
  /// Of reference/tier-decisions.md, rising.
  package var rows: [Int] = []
  /// The records that it rests on.
  package var places: [LogPlace] = []
}

/// The strongest first.
package enum Tier: String, Sendable, Comparable, CaseIterable {
  case exported, accessed, synced, unlogged, reachable, notIndicated = "not_indicated", unknown

  package static func < (left: Tier, right: Tier) -> Bool { left.strength < right.strength }
  private var strength: Int { -(Tier.allCases.firstIndex(of: self) ?? 0) }
}

package enum Basis: String, Sendable {
  case bind, attachmentAccess = "attachment_access", sync, delivery, exportFile = "export_file", download
  case throttled, auditBypassed = "audit_bypassed", blind = "log_gap"
  case session, permission, serverControl = "server_control", exportRequested = "export_requested"
  case syncContext = "sync_context", forwarding
}

package enum Placement: String, Sendable { case proven, byCurrentFolder = "by_current_folder", unknown }

package enum ExportState: String, Sendable { case requested, completed, staged, downloaded, failed }
