/// Makes the case that was ordered at a path; leaves nothing behind when it cannot.
package func makeCase(_ order: Order, at path: String) throws {
  let scenario = try Order.scenario(named: order.scenario)
  let folder = try CaseFolder(for: path)
  do {
    let studio = try Studio(order: order, world: World(scenario.worldPlan(for: order)), folder: folder)
    let handover = try scenario.play(in: studio)
    try studio.truth.finishLogs(in: folder)
    try folder.write(handover.readme, to: "README.md")
    try folder.finish()
  } catch {
    folder.remove()
    throw error
  }
}
