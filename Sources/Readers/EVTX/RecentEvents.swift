import EVTX

/// What was made of the events before: the next one mostly has it again, and making it anew takes longer.
struct RecentEvents {
  private(set) var provider = EventProvider.unknown
  /// `MSExchange CmdletLogs 6`: provider and id, which together name the kind of event.
  private(set) var operation = ""
  /// For texts that are put together.
  var room = PlainText()
  var cmdlets = ExchangeManagementEvents()
  private var providerName: String?
  private var eventID: UInt64?

  /// Makes provider and operation those of the event.
  mutating func take(_ event: borrowing Event) {
    if event.provider != providerName {
      providerName = event.provider
      provider = EventProvider(event.provider)
    } else if event.eventID == eventID {
      return
    }
    eventID = event.eventID
    operation = event.eventID.map { "\(providerName ?? "unknown provider") \($0)" } ?? providerName ?? ""
  }
}
