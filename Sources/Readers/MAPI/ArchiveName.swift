/// The name of a store or folder that is somebody's archive, as Exchange gives it by default (`Enable-Mailbox -Archive`,
/// parameter ArchiveName): `Online Archive - Alice Lind`. An administrator may call it otherwise, and then nothing in the
/// store tells.
struct ArchiveName {
  /// Whose archive it is, by display name or address.
  let owner: String

  private static let beginnings = ["online archive - ", "in-place archive - ", "personal archive - "]

  init?(_ name: String) {
    let lower = name.lowercased()
    guard let beginning = Self.beginnings.first(where: lower.hasPrefix), name.count > beginning.count else {
      return nil
    }
    owner = String(name.dropFirst(beginning.count))
  }
}
