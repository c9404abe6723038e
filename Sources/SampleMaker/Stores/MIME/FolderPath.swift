import Glibc

extension Folder {
  /// The names of a folder and of those that it lies in, fit to name files: what stands between the backslashes of its
  /// path, which are its parents' names too.
  var fileNames: [String] {
    let names = path.split(separator: "\\").map { fileName(String($0)) }
    return names.isEmpty ? [fileName(name)] : names
  }
}

/// A name that every file system takes: no separators, no signs that Windows keeps for itself, no dot or blank at an
/// end, at most 120 bytes.
func fileName(_ name: String) -> String {
  var result = ""
  for scalar in name.unicodeScalars {
    if result.utf8.count + UTF8.width(scalar) > 120 { break }
    let isUnfit = scalar.value < 0x20 || scalar.value == 0x7F || "/\\:*?\"<>|".unicodeScalars.contains(scalar)
    result.unicodeScalars.append(isUnfit ? "_" : scalar)
  }
  while let end = result.unicodeScalars.last, end == "." || end == " " { result.unicodeScalars.removeLast() }
  while let start = result.unicodeScalars.first, start == " " { result.unicodeScalars.removeFirst() }
  if result.hasPrefix(".") { result = "_" + result }
  return result.isEmpty ? "_" : result
}

/// Makes the folders of a path that are missing below one that is there.
func makeFolders(_ names: some Sequence<Substring>, below root: String) throws(MakerError) {
  var path = root
  for name in names {
    path += "/" + name
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw MakerError("cannot make \(path): \(systemReason())") }
  }
}
