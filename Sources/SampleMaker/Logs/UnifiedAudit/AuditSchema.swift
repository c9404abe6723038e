/// The shape that Exchange Online gave its records in a year: members came, and `IsThrottled` went.
package enum AuditSchema: Int, Sendable, Comparable, CaseIterable {
  /// Items have a Message-ID and nothing else.
  case year2021 = 2021
  /// Items have a size too.
  case year2023 = 2023
  /// Items have an id; records tell of the token (`AppAccessContext`) and the request.
  case year2024 = 2024
  /// Items have an immutable id, the session stands in `AppAccessContext`, and Binds no longer say `IsThrottled`.
  case year2025 = 2025

  /// The shape in use at a moment.
  package init(at moment: Moment) {
    let year = moment.civil.year
    self = Self.allCases.last { $0.rawValue <= year } ?? .year2021
  }

  package static func < (left: AuditSchema, right: AuditSchema) -> Bool { left.rawValue < right.rawValue }

  /// The build of the service at the time, as `OriginatingServer` has it in parentheses.
  var serverBuild: String {
    switch self {
    case .year2021: "15.20.4129.032"
    case .year2023: "15.20.6455.026"
    case .year2024: "15.20.7362.018"
    case .year2025: "15.20.9253.012"
    }
  }
}
