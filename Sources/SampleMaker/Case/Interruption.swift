import Glibc

/// Interrupt, termination and hang-up are held back while a case is made and asked for between items, so that what was
/// begun can be taken away. Held for the calling thread and all that it starts.
package enum Interruption {
  /// Call it before any other thread is there. A write past a limit then is an error as well, not the end.
  package static func hold() {
    var asked = signals()
    pthread_sigmask(SIG_BLOCK, &asked, nil)
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Lets the signals through again: one that came meanwhile ends the program as it would have at once.
  package static func release() {
    var asked = signals()
    pthread_sigmask(SIG_UNBLOCK, &asked, nil)
  }

  static func check() throws(MakerError) {
    var pending = sigset_t()
    sigpending(&pending)
    for number in numbers where sigismember(&pending, number) == 1 {
      throw MakerError("interrupted; nothing was left behind")
    }
  }

  private static let numbers = [SIGINT, SIGTERM, SIGHUP]

  private static func signals() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    return set
  }
}
