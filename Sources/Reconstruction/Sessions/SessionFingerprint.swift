import Crypto
import Records

/// What a session is known by in every run: a digest over names, so that other exhibits beside give the same.
enum SessionFingerprint {
  /// `texts` are those of `refs`, which begin with the mailbox; where a ref is nil, its text stands for none.
  static func hex(
    _ kind: [String] = [], mailbox: String?, _ texts: [String], refs: [Int64?], first: Microseconds?
  ) -> String {
    let own = zip(texts, refs.dropFirst()).map { text, ref in ref == nil ? text : escaped(text) }
    let parts = kind + [(mailbox ?? "").replacing("\u{1F}", with: "\u{1E}1F")] + own
    let whole = (parts + [first.map(String.init) ?? "untimed"]).joined(separator: "\u{1F}")
    return Digest(SHA256.hash(data: Array(whole.utf8)))?.hex ?? ""
  }

  /// Logs may hold any character, those that part the texts here too.
  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x1E || $0 == 0x1F }) else { return text }
    return text.replacing("\u{1E}", with: "\u{1E}1E").replacing("\u{1F}", with: "\u{1E}1F")
  }
}
