/// Notes in the language of the letter. Where less than a sentence is missing, blanks are.
func textFile(_ byteCount: Int, prose: Prose, from dice: inout Dice) -> [UInt8] {
  filled(byteCount, end: "\r\n") { unit in
    prose.appendSentences(3, to: &unit, from: &dice)
    unit += "\r\n"
  }
}

/// A ledger: number, date, project, amount.
func csvFile(_ byteCount: Int, from dice: inout Dice) -> [UInt8] {
  var number = dice.below(9000)
  return filled(byteCount, head: "number,date,project,amount\r\n", end: "\r\n") { unit in
    number += 1
    unit += "\(number),2020-\(padded(dice.within(1...12), 2))-\(padded(dice.within(1...28), 2)),"
    unit += "\(dice.pick(Prose.projects)),\(dice.below(90_000)).\(padded(dice.below(100), 2))\r\n"
  }
}

/// Appointments (RFC 5545), in UTC; what is missing stands in a property of our own.
func calendarFile(_ byteCount: Int, prose: Prose, around moment: Moment, from dice: inout Dice) -> [UInt8] {
  filled(
    byteCount, head: "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Calendar 1.0//EN\r\n", tail: "X-NOTE:",
    padding: 0x2E, end: "\r\nEND:VCALENDAR\r\n"
  ) { unit in
    let start = moment.startOfDay + .days(dice.within(1...60)) + .minutes(30 * dice.within(14...34))
    var summary = ""
    prose.appendSentences(1, to: &summary, from: &dice)
    unit += "BEGIN:VEVENT\r\nUID:\(dice.guid())@calendar.example\r\nDTSTAMP:\(moment.calendarTime)\r\n"
    unit += "DTSTART:\(start.calendarTime)\r\nDTEND:\((start + .hours(1)).calendarTime)\r\n"
    unit += foldedCalendarLine("SUMMARY:" + calendarText(summary)) + "END:VEVENT\r\n"
  }
}
