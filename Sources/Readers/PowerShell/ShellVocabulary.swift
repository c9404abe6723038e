/// What else than cmdlets is entered at a console of Windows.
enum ShellVocabulary {
  /// Whether the first word of a line is a program, an alias, a variable or a path to something that runs. With a capital
  /// letter some begin a sentence.
  static func isCommand(_ word: String) -> Bool {
    let name = word.lowercased()
    if names.contains(word) || endings.contains(where: name.hasSuffix) { return true }
    return beginnings.contains { name.hasPrefix($0) }
  }

  private static let endings = [".exe", ".ps1", ".psm1", ".bat", ".cmd", ".com", ".vbs", ".msc"]
  private static let beginnings = ["$", ".\\", "./", "..\\", "\\\\", "[", "c:", "d:"]

  private static let names: Set<String> = [
    "7z", "7za", "adfind", "appcmd", "arp", "attrib", "bitsadmin", "cat", "cd", "certutil", "chdir", "clear", "cls",
    "cmd", "copy", "cp", "csvde", "curl", "del", "dir", "dsquery", "echo", "erase", "eseutil", "exit", "expand",
    "fc", "find", "findstr", "fl", "ft", "gc", "gci", "gcm", "gm", "gpresult", "gpupdate", "h", "history",
    "hostname", "icacls", "icm", "iex", "iisreset", "ipconfig", "ipmo", "iwr", "klist", "ls", "makecab", "md",
    "mkdir", "more", "move", "msiexec", "mv", "nbtstat", "net", "net1", "netsh", "netstat", "nltest", "notepad",
    "nslookup", "ntdsutil", "ping", "popd", "powershell", "procdump", "ps", "pushd", "pwd", "pwsh", "query", "quit",
    "quser", "qwinsta", "rar", "rd", "reg", "regsvr32", "ren", "rm", "rmdir", "robocopy", "route", "rundll32", "sc",
    "schtasks", "select", "set", "setspn", "shutdown", "sleep", "sort", "start", "systeminfo", "takeown", "tar",
    "taskkill", "tasklist", "telnet", "tracert", "tree", "type", "ver", "vssadmin", "w32tm", "wevtutil", "wget",
    "where", "whoami", "winrm", "winrar", "winver", "wmic", "xcopy",
  ]
}
