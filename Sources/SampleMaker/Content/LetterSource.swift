/// What the maker of items asks of a world.
package protocol LetterSource: Sendable {
  var plan: WorldPlan { get }
  var mailboxes: [Mailbox] { get }
  func letter(_ reference: Letter.Reference) -> Letter?
  /// 22 bytes.
  func longTermID(of copy: Copy) -> [UInt8]
}

extension World: LetterSource {}
