import EvidenceDatabase
import GRDB
import Records

/// What an address tells of who fetched an export: a responder looks at the file too, and behind a load balancer all
/// requests come from one private address.
///
/// Known before anybody is suspect: what is trusted, what is private, and where the export was ordered from.
struct FetchAddresses {
  private let trusted: [(from: String, to: String, value: String)]
  /// By the request's record.
  private let ordering: [Int64: String]

  init(for jobs: [ExportJob], _ db: Database) throws {
    trusted = try Row.fetchAll(
      db, sql: "SELECT ip_from, ip_to, value FROM trusted WHERE kind = 'ip' AND ip_from IS NOT NULL ORDER BY value_lc"
    ).map { ($0[0], $0[1], $0[2]) }
    let select = try db.makeStatement(
      sql: "SELECT client_ip FROM audit_record WHERE audit_record_id = ? AND client_ip IS NOT NULL")
    var ordering: [Int64: String] = [:]
    for entry in jobs.lazy.flatMap(\.cited) where entry.role == "request" {
      ordering[entry.record] = try String.fetchOne(select, arguments: [entry.record])
    }
    self.ordering = ordering
  }

  /// Why nobody can say that who fetched it is the actor; nil for the address that the export was ordered from, and for
  /// public ones that are not trusted.
  func doubt(_ address: String?, of job: ExportJob) -> String? {
    guard let address, let range = IPRange(address) else { return "an address that is not logged" }
    let isRequester = job.cited.contains { $0.role == "request" && ordering[$0.record] == address }
    guard !isRequester else { return nil }
    if let entry = trusted.first(where: { $0.from <= range.from && range.to <= $0.to }) {
      return "\(address), which is trusted (\(entry.value))"
    }
    return range.isPublic ? nil : "\(address), a private address that nothing ties to who ordered it"
  }
}

extension IPRange {
  /// Documentation, private, link-local and loopback networks are no proof of anything; the first are public in tests.
  var isPublic: Bool { !Self.inner.contains { $0.from <= from && to <= $0.to } }

  private static let inner = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "::1", "fc00::/7", "fe80::/10",
  ].compactMap(IPRange.init)
}
