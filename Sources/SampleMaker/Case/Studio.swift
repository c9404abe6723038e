/// Where a scenario is played: the order, the folder that its evidence goes to, and the book of what really happened.
package final class Studio {
  package let order: Order
  package let world: World
  package let folder: CaseFolder
  package let truth: TruthBook
  private var letters: [Letter] = []

  package init(order: Order, world: World, folder: CaseFolder) throws(MakerError) {
    self.order = order
    self.world = world
    self.folder = folder
    truth = try TruthBook(in: folder, of: world.mailboxes)
  }

  /// A letter of the scenario's own; its copies are handed over as `StoreOrder.extras`.
  package func write(_ make: (Letter.Reference) -> Letter) -> Letter {
    let letter = make(Stage.reference(ownLetter: letters.count))
    letters.append(letter)
    return letter
  }

  /// The world together with the letters written so far.
  package var stage: Stage { Stage(world, letters: letters) }

  /// Dice of the scenario for one purpose, independent of those that the world throws.
  package func dice(_ purpose: String, _ number: Int = 0) -> Dice {
    Dice(seed: order.seed).stream(order.scenario).stream(purpose, number)
  }
}
