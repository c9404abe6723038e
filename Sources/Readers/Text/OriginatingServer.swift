/// The server that an audit log names with its build: `EX01 (15.01.2176.002)`, at times with a line end behind it.
struct OriginatingServer {
  let name: String
  /// `15.1.2176.2`; nil where none stands there.
  let build: String?

  init(_ text: String) {
    let text = text.trimmingSpace
    guard text.last == ")", let open = text.lastIndex(of: "("),
      let build = ServerBuild.plain(String(text[text.index(after: open)...].dropLast()))
    else {
      name = text
      build = nil
      return
    }
    name = String(text[..<open]).trimmingSpace
    self.build = build
  }
}
