/// The victim: invented, below `.example`.
package struct Organisation: Sendable {
  package let name: String
  package let domain: String
  /// `<tenant>.onmicrosoft.example`, as the tenant calls itself.
  package let tenantDomain: String
  package let tenantID: GUID
  package let isOnline: Bool
  /// The names of its Exchange servers; empty where it is wholly online.
  package let servers: [String]
  /// The address by which the outside sees it.
  package let publicAddress: String
}
