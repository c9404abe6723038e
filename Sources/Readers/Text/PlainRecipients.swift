import Records

extension Cmdlet.Parameter {
  /// For a parameter that sends mail on and writes its recipients as `"Name" [SMTP:a@b]` or `smtp:a@b`: the same with
  /// the plain addresses.
  var plainRecipients: [Cmdlet.Parameter] {
    guard let initial = name.utf8.first?.lowercasedASCII, initial == UInt8(ascii: "f") || initial == UInt8(ascii: "r"),
      let value, value.utf8.contains(UInt8(ascii: "@")), Self.forwarding.contains(name.lowercased())
    else { return [] }
    let addresses = Self.plainAddresses(in: value)
    return addresses == [value] ? [] : addresses.map { Cmdlet.Parameter(name: name, value: $0) }
  }

  private static func plainAddresses(in value: String) -> [String] {
    let separators = Set(";,[]<>\"'{}() \t\r\n:".unicodeScalars)
    return value.unicodeScalars.split { separators.contains($0) }.map { String($0) }.filter { word in
      let parts = word.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
      return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
    }
  }

  private static let forwarding: Set<String> = [
    "forwardto", "redirectto", "forwardasattachmentto", "forwardingsmtpaddress", "forwardingaddress",
  ]
}

extension [Cmdlet.Parameter] {
  /// Adds the same with plain addresses for those that need it.
  mutating func addPlainRecipients() {
    for index in indices {
      let plain = self[index].plainRecipients
      if !plain.isEmpty { self += plain }
    }
  }
}
