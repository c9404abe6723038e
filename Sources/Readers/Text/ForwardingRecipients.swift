import Records

/// Parameters of cmdlets and rules that send mail on.
enum ForwardingRecipients {
  /// For a parameter that writes its recipients as `"Name" [SMTP:a@b]` or `smtp:a@b`: the same with the plain addresses.
  static func plain(_ parameter: Cmdlet.Parameter) -> [Cmdlet.Parameter] {
    guard names.contains(parameter.name), let value = parameter.value, value.utf8.contains(UInt8(ascii: "@"))
    else {
      return []
    }
    let addresses = plainAddresses(in: value)
    return addresses == [value] ? [] : addresses.map { Cmdlet.Parameter(name: parameter.name, value: $0) }
  }

  private static func plainAddresses(in value: String) -> [String] {
    let separators = Set(";,[]<>\"'{}() \t\r\n:".unicodeScalars)
    return value.unicodeScalars.split { separators.contains($0) }.map { String($0) }.filter { word in
      let parts = word.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
      return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
    }
  }

  private static let names: Set<String> = [
    "ForwardTo", "RedirectTo", "ForwardAsAttachmentTo", "ForwardingSmtpAddress", "ForwardingAddress",
  ]
}
