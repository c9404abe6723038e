import Exhibits
import Foundation
import Records

/// The program that is running: what a case's conclusions can be made again with.
enum Program {
  /// SHA-256 of its file; nil where that cannot be read.
  static let sha256: String? = {
    guard let path else { return nil }
    let reading = ExhibitReading(withMD5: false, onBytes: { _ in })
    return (try? reading.hash(.file(path: path)))??.hex
  }()

  /// On Linux the running file itself, whatever now has its name.
  private static var path: String? {
    #if os(Linux)
    "/proc/self/exe"
    #else
    Bundle.main.executablePath
    #endif
  }

  /// As it stands in custody entries and beside them.
  static var shown: String { "mailtrail of SHA-256 \(sha256 ?? "not known")" }
}
