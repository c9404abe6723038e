/// When people write: mostly in the day of where they sit, hardly at weekends. Times are seconds since 1970 UTC.
struct WorkingHours: Sendable {
  let from: Int
  let to: Int

  init(_ plan: WorldPlan) {
    from = Int(plan.from.microseconds / 1_000_000)
    to = max(from, Int(plan.to.microseconds / 1_000_000))
  }

  /// Some time of the whole span at which a person would write.
  func moment(offsetMinutes: Int, _ dice: inout Dice) -> Int {
    for _ in 0..<16 {
      let day = (from + offsetMinutes * 60) / 86_400 + dice.below((to - from) / 86_400 + 2)
      if isWeekend(day), !dice.chance(perMille: 60) { continue }
      let seconds = day * 86_400 + secondOfDay(&dice) - offsetMinutes * 60
      if seconds >= from, seconds <= to { return seconds }
    }
    return anytime(&dice)
  }

  /// Machines know no hours.
  func anytime(_ dice: inout Dice) -> Int { from + dice.below(to - from + 1) }

  /// An answer's time after what it answers: some minutes to some days, mostly put off to the next morning of work
  /// where it would fall into the night.
  func answer(to earlier: Int, offsetMinutes: Int, _ dice: inout Dice) -> Int {
    let seconds = earlier + 30 + dice.longTail(median: 2400, most: 500_000)
    var day = (seconds + offsetMinutes * 60) / 86_400
    let hour = (seconds + offsetMinutes * 60) / 3600 % 24
    guard isWeekend(day) || hour < 7 || hour >= 19, !dice.chance(perMille: 40) else { return seconds }
    if hour >= 7 { day += 1 }
    while isWeekend(day) { day += 1 }
    return day * 86_400 + 27_000 + dice.below(7200) - offsetMinutes * 60
  }

  /// Of a day's number since 1970, which was a Thursday.
  private func isWeekend(_ day: Int) -> Bool { (day + 4) % 7 == 0 || (day + 4) % 7 == 6 }

  private func secondOfDay(_ dice: inout Dice) -> Int {
    let throwOfAll = dice.below(Self.total)
    var hour = 0
    while hour < 23, throwOfAll >= Self.lettersUntil[hour] { hour += 1 }
    return hour * 3600 + dice.below(3600)
  }

  /// How many of a thousand letters or so are written in each hour of the day.
  private static let lettersInHour = [
    1, 0, 0, 0, 0, 1, 3, 15, 70, 110, 115, 105, 60, 85, 105, 105, 90, 60, 25, 12, 8, 6, 4, 2,
  ]
  private static let lettersUntil = lettersInHour.indices.map { lettersInHour[0...$0].reduce(0, +) }
  private static let total = lettersInHour.reduce(0, +)
}
