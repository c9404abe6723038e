/// A story that a case tells: who did what, which logs saw it, and what is handed to the examiner.
package protocol Scenario: Sendable {
  /// As the command line has it: `rogue-app`.
  static var name: String { get }
  /// One line for the list of scenarios.
  static var abstract: String { get }
  /// What is made when the order says nothing else: a case small enough for `Samples/`.
  static var defaults: Order.Defaults { get }

  /// Who there is and how much they write.
  static func worldPlan(for order: Order) -> WorldPlan

  /// Tells the acts to `studio.truth`, writes every log into `studio.folder`, and returns what mail is handed over.
  /// The stores themselves are written afterwards, by the framework.
  static func play(in studio: Studio) throws -> Handover
}

/// Every scenario there is. To add one, write its file and name it here.
package let allScenarios: [any Scenario.Type] = [
  InsiderEDiscovery.self,
  ProxyLogon.self,
  Quiet.self,
  RogueApp.self,
  StolenPassword.self,
]
