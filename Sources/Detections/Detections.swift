import CDetectionText

/// The detections of this build: every question the tool asks, in the order of its findings. To add one, write
/// `SQL/<name>.sql` and name it in `CDetectionText.c`.
package enum Detections {
  /// Throws where a file's header is not in order.
  package static func load() throws(DetectionError) -> [Detection] {
    var detections: [Detection] = []
    for text in embeddedTexts { detections.append(try Detection(sqlText: text)) }
    return detections
  }

  /// The SQL files as they were when the tool was built.
  static var embeddedTexts: [String] {
    UnsafeBufferPointer(start: detection_text(), count: detection_text_length())
      .split(separator: 0)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
