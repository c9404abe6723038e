/// Where a scenario is played: the order, the folder that its evidence goes to, and the book of what really happened.
package final class Studio {
  package let order: Order
  package let world: World
  package let folder: CaseFolder
  package let truth: TruthBook

  package init(order: Order, world: World, folder: CaseFolder) throws(MakerError) {
    self.order = order
    self.world = world
    self.folder = folder
    truth = try TruthBook(in: folder, of: world.mailboxes)
  }

  /// Dice of the scenario for one purpose, independent of those that the world throws.
  package func dice(_ purpose: String, _ number: Int = 0) -> Dice {
    Dice(seed: order.seed).stream(order.scenario).stream(purpose, number)
  }
}
