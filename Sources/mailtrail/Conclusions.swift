import Detections
import EvidenceDatabase
import Reconstruction

/// The steps from evidence to answer, each done again only where what it rests on has changed.
enum Conclusions {
  static func draw(in database: EvidenceDatabase) throws {
    try database.completeEvidence()
    for (step, fingerprint, run) in try steps(for: database) {
      try database.perform(step, fingerprint: fingerprint, run)
    }
  }
}
