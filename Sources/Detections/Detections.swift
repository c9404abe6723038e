import CDetectionText

/// Every question the tool asks, in the order of its findings. To add one, write `SQL/<name>.sql`, name it here and
/// embed it in `CDetectionText.c`.
package let allDetections = [
  "mailbox-bulk-access",
  "application-many-mailboxes",
  "account-many-mailboxes",
  "mailbox-forwarding-outside",
  "inbox-rule-forwarding-outside",
  "transport-rule-copy-outside",
  "forwarding-recipient-unresolved",
  "audit-bypass-association",
  "audit-logging-disabled",
  "mailbox-audit-reduced",
  "audit-licence-disabled",
  "application-impersonation-granted",
  "mailbox-full-access-granted",
  "folder-read-granted-to-everyone",
  "application-mail-right-granted",
  "refused-mail-change",
]

/// The detections of this build.
package enum Detections {
  /// Each detection of `allDetections` as its SQL file says; throws where a file's header is not in order.
  package static func load() throws(DetectionError) -> [Detection] {
    var byName: [String: Detection] = [:]
    for text in embeddedTexts {
      let detection = try Detection(sqlText: text)
      byName[detection.name] = detection
    }
    var detections: [Detection] = []
    for name in allDetections {
      guard let detection = byName[name] else { throw DetectionError(.notEmbedded, in: name, line: nil) }
      detections.append(detection)
    }
    return detections
  }

  /// The SQL files as they were when the tool was built.
  static var embeddedTexts: [String] {
    UnsafeBufferPointer(start: detection_text(), count: detection_text_length())
      .split(separator: 0)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
