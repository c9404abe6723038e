import GRDB
import Records

/// Acts of one cmdlet that may still get records, while its records go by in the order of time.
struct OpenActs {
  struct Member {
    let call: LoggedCmdlet
    var parameters: ComparableParameters?
    var match: CmdletComparison?
  }

  struct Act {
    var members: [Member]
    var last: Microseconds

    /// The record that stands for the act.
    var leader: LoggedCmdlet? {
      members.map(\.call).min { ($0.rank, $0.record) < ($1.rank, $1.record) }
    }
  }

  private var acts: [Act] = []

  /// Clocks of servers of one domain agree within minutes at worst, of one server by themselves; a log may write when a
  /// cmdlet began or when it was done.
  static let tolerance: Microseconds = 60_000_000
  /// More acts of one cmdlet within a minute are not looked through.
  private static let limit = 1000

  /// Takes the next record in the order of time; gives back the acts that can get no more.
  mutating func take(_ call: LoggedCmdlet, at time: Microseconds, _ db: Database) throws -> [Act] {
    var closed: [Act] = []
    acts.removeAll { act in
      guard time - act.last > Self.tolerance else { return false }
      closed.append(act)
      return true
    }
    if acts.count >= Self.limit { closed.append(acts.removeFirst()) }
    var member = Member(call: call)
    if let place = try place(of: &member, at: time, db) {
      acts[place].members.append(member)
      acts[place].last = time
    } else {
      acts.append(Act(members: [member], last: time))
    }
    return closed
  }

  mutating func finish() -> [Act] {
    defer { acts = [] }
    return acts
  }

  /// The act that the record belongs to: one that no record of its log is in yet, with the most in common, then the
  /// nearest.
  private mutating func place(of member: inout Member, at time: Microseconds, _ db: Database) throws -> Int? {
    var best: (place: Int, match: CmdletComparison, apart: Microseconds)?
    for place in acts.indices where !acts[place].members.contains(where: { $0.call.source == member.call.source }) {
      var match: CmdletComparison?
      var apart = Microseconds.max
      for index in acts[place].members.indices {
        let other = acts[place].members[index]
        let mine = try member.parameters ?? ComparableParameters(of: member.call.record, db)
        let theirs = try other.parameters ?? ComparableParameters(of: other.call.record, db)
        member.parameters = mine
        acts[place].members[index].parameters = theirs
        let distance = abs(time - (other.call.time ?? time))
        guard let found = CmdletComparison(member.call, mine, other.call, theirs, apart: distance) else {
          match = nil
          break
        }
        if found.equalCount > match?.equalCount ?? -1 { match = found }
        apart = min(apart, distance)
      }
      guard let match else { continue }
      if let best, (-best.match.equalCount, best.apart) <= (-match.equalCount, apart) { continue }
      best = (place, match, apart)
    }
    member.match = best?.match
    return best?.place
  }
}
