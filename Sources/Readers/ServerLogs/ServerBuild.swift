/// The build of the server that wrote a row, `15.1.2375.7`: of the four columns that say so, else of `#Version`.
struct ServerBuild {
  private let columns: [Int]
  private let fallback: String?
  private var last: (numbers: [Int64], text: String) = ([], "")
  private var numbers: [Int64] = []

  init(_ header: FieldLogHeader) {
    columns = [
      header.column("MajorVersion"), header.column("MinorVersion"), header.column("BuildVersion"),
      header.column("RevisionVersion"),
    ].compactMap(\.self)
    fallback = header.version.flatMap(Self.plain)
  }

  mutating func text(_ row: FieldLogRow) -> String? {
    guard columns.count == 4 else { return fallback }
    numbers.removeAll(keepingCapacity: true)
    for column in columns {
      guard let number = row.integer(column) else { return fallback }
      numbers.append(number)
    }
    if numbers != last.numbers { last = (numbers, numbers.map(String.init).joined(separator: ".")) }
    return last.text
  }

  /// `15.01.2375.007` as `15.1.2375.7`; nil for what is no build, as `15.0.0.0` is none.
  static func plain(_ version: String) -> String? {
    let numbers = version.split(separator: ".").compactMap { Int64($0) }
    guard numbers.count == 4, numbers[2] > 0 else { return nil }
    return numbers.map(String.init).joined(separator: ".")
  }
}
