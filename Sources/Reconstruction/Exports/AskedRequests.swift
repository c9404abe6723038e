import Records

/// Export requests that a record may mean, by what they go by, in the order in which they were asked for. A log may hold
/// tens of thousands under one name: each is looked at only as long as it may be meant.
struct AskedRequests<Name: Hashable> {
  private struct Entry {
    let asked: Microseconds
    let place: Int
  }

  private var entries: [Name: [Entry]] = [:]

  /// Asked for at an unknown time counts as before everything. To be added in that order, of equals the best last.
  mutating func add(_ place: Int, asked: Microseconds?, under name: Name) {
    entries[name, default: []].append(Entry(asked: asked ?? .min, place: place))
  }

  /// The last that was asked for until then and fits, which is meant by nothing else from here on.
  mutating func take(_ name: Name, until time: Microseconds?, where fits: (Int) -> Bool) -> Int? {
    guard let end = end(of: name, until: time),
      let index = entries[name]?[..<end].lastIndex(where: { fits($0.place) })
    else { return nil }
    return entries[name]?.remove(at: index).place
  }

  /// The last that was asked for until then and is not yet removed, else the last of those removed only just; those gone
  /// for longer are forgotten, so times must not go back from call to call.
  mutating func last(_ name: Name, at time: Microseconds?, removed: (Int) -> Microseconds?) -> Int? {
    guard let end = end(of: name, until: time), let listed = entries[name] else { return nil }
    var start = end
    var there: [Entry] = []
    var open: Int?
    while start > 0, open == nil {
      let entry = listed[start - 1]
      if let gone = removed(entry.place) {
        start -= 1
        if gone.sum(CmdletAct.tolerance) >= time ?? .min { there.append(entry) }
      } else {
        open = entry.place
      }
    }
    if there.count < end - start { entries[name]?.replaceSubrange(start..<end, with: there.reversed()) }
    return open ?? there.first?.place
  }

  /// How many of them were asked for until then.
  private func end(of name: Name, until time: Microseconds?) -> Int? {
    guard let listed = entries[name] else { return nil }
    guard let time else { return listed.count }
    var (low, high) = (0, listed.count)
    while low < high {
      let middle = (low + high) / 2
      if listed[middle].asked <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
