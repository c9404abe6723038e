/// What a world is made of.
package struct WorldPlan: Sendable {
  package let seed: UInt64
  package let organisation: Organisation
  /// Of `Mailbox.Kind.user`; the world adds those that `sharedMailboxes` names.
  package let userCount: Int
  /// The local parts of shared mailboxes: `finance`, `info`…
  package let sharedMailboxes: [String]
  /// The items of all mailboxes together, exactly.
  package let itemCount: Int
  /// When mail was written: the exports reach back further than the logs.
  package let from: Moment
  package let to: Moment
}

/// Who there was, what they wrote and where each copy of it lies. All of it follows from the plan.
package struct World: Sendable {
  package let plan: WorldPlan
  package let mailboxes: [Mailbox]

  package var organisation: Organisation { plan.organisation }

  package init(_ plan: WorldPlan) {
    self.plan = plan
    mailboxes = []
  }

  /// The items of a mailbox in the order of their arrival.
  package func copies(in mailbox: Int) -> ArraySlice<Copy> { [] }

  package func letter(_ reference: Letter.Reference) -> Letter? { nil }

  /// The 22 bytes by which the server knows a copy: the GUID of its mailbox and a counter.
  package func longTermID(of copy: Copy) -> [UInt8] { [] }
}
