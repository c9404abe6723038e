/// One item as the load data of an export lists it: which document it is, where it lay and into which file it went.
package struct LoadItem: Sendable, Equatable {
  package var location: SourceLocation
  /// The export's own number of it.
  package var documentID: String?
  /// The item's id in its mailbox.
  package var itemID: String?
  /// The mailbox or site that it lay in, as named there.
  package var source: String?
  /// Its path there.
  package var originalPath: String?
  /// The file of the export that it went into, below the export's folder; in a store, with the path in it.
  package var targetPath: String?
  package var subject: String?
  package var sender: String?
  package var sentAt: Microseconds?
  package var receivedAt: Microseconds?
  /// What each time rests on; nil where there is none.
  package var sentBasis: TimeBasis?
  package var receivedBasis: TimeBasis?
  package var internetMessageID: String?
  /// The document that it is a copy of, where copies were left out.
  package var duplicateOf: String?

  package init(location: SourceLocation) { self.location = location }

  /// Of both times the less sure.
  package var timeBasis: TimeBasis? {
    sentBasis == .assumed || receivedBasis == .assumed ? .assumed : sentBasis ?? receivedBasis
  }
}
