import Bytes
import Readers
import Records
import Synchronization

/// One pass over an exhibit: its bytes looked at, read and hashed.
struct ExhibitPass: Sendable {
  private let origin: ExhibitOrigin
  private let digest: PassDigest
  /// The one stream of a member; a file is opened for each purpose.
  private let member: MemberStream?

  init(of origin: ExhibitOrigin, into digest: PassDigest) throws {
    self.origin = origin
    self.digest = digest
    switch origin {
    case .file: member = nil
    case .member: member = MemberStream(HashedStream(try origin.openStream(), into: digest))
    }
  }

  func opening() throws -> Opening {
    if let member { return try member.opening() }
    let store = try origin.openStore()
    let bytes = try store.read(at: 0, count: Opening.length)
    return Opening(bytes, isWhole: store.byteCount <= UInt64(Opening.length), openStore: { store })
  }

  func read(by reader: any Reader.Type, into collector: RecordCollector) async throws {
    switch (reader.access, member) {
    case (.sequential, nil):
      let first = MemberStream(HashedStream(try origin.openStream(), into: digest))
      try await reader.read(Source(first: first, origin), into: collector)
    case (.sequential, let member?): try await reader.read(Source(first: member, origin), into: collector)
    case (.random, nil): try await readFileAtRandom(by: reader, into: collector)
    case (.random, let member?):
      let store = try SpooledStore(member)
      if let damage = store.damage {
        collector.add(Defect(damage, consequence: "the member is read as far as it came"))
      }
      try await reader.read(Source(store), into: collector)
    }
  }

  private func readFileAtRandom(by reader: any Reader.Type, into collector: RecordCollector) async throws {
    let store = try origin.openStore()
    async let hashed: Void = Self.hash(store, into: digest)
    do {
      try await reader.read(Source(store), into: collector)
    } catch {
      try await hashed
      throw error
    }
    try await hashed
  }

  private static func hash(_ store: any ByteStore, into digest: PassDigest) async throws {
    let stream = HashedStream(StoreStream(store), into: digest)
    while try stream.next() != nil { await Task.yield() }
  }

  /// Hashes what the reader left unread, so that every exhibit has the hash of all its bytes.
  func hashRest(tellingIn collector: RecordCollector) throws {
    guard !digest.isComplete else { return }
    guard let member else {
      let store = try origin.openStore()
      let rest = StoreStream(store, range: min(digest.byteCount, store.byteCount)..<store.byteCount)
      while let bytes = try rest.next() { digest.update(bytes) }
      digest.complete()
      return
    }
    do {
      while try member.next() != nil {}
    } catch let error as FormatError {
      collector.add(Defect(error, consequence: "the member is hashed as far as it came"))
    }
    // What a damaged container gives is all that there is of the member.
    digest.complete()
  }
}

extension Source {
  /// A source whose first stream is `first`; whoever asks again gets the bytes anew.
  fileprivate init(first: MemberStream, _ origin: ExhibitOrigin) {
    let wasTaken = Atomic(false)
    self.init(
      openStream: { wasTaken.exchange(true, ordering: .relaxed) ? try origin.openStream() : first },
      openStore: { try origin.openStore() })
  }
}
