import Glibc
import Synchronization

/// Interrupt, termination and hang-up are noted while a case is made and asked for between items, so that what was begun
/// can be taken away.
package enum Interruption {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]
  /// The signal that came, or 0.
  private static let came = Atomic<Int32>(0)

  /// From here on those signals wait; one that the caller has set to be ignored stays so. A write past a limit and one
  /// into a closed pipe become errors as well.
  package static func hold() {
    // A handler must not be the first to touch it.
    came.store(0, ordering: .relaxed)
    for number in numbers {
      let former = signal(number) { Interruption.came.store($0, ordering: .relaxed) }
      if unsafeBitCast(former, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
    }
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
  }

  /// A signal that came meanwhile ends the program as it would have at once.
  package static func release() {
    let number = came.load(ordering: .relaxed)
    guard number != 0 else { return }
    signal(number, SIG_DFL)
    // The threads that tasks run on let none through.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(number)
  }

  static func check() throws(MakerError) {
    if came.load(ordering: .relaxed) != 0 { throw MakerError("interrupted; nothing was left behind") }
  }
}
