private let page = "C:\\inetpub\\wwwroot\\aspnet_client\\x.aspx"
private let umWorker = "C:\\Program Files\\Microsoft\\Exchange Server\\V15\\bin\\UMWorkerProcess.exe"
private let webWorker = "c:\\windows\\system32\\inetsrv\\w3wp.exe"
private let cmd = "C:\\Windows\\System32\\cmd.exe"
private let process = "Microsoft-Windows-Sysmon 1"
private let audited = "Microsoft-Windows-Security-Auditing 4688"
private let fileMade = "Microsoft-Windows-Sysmon 11"
private let fileDeleted = "Microsoft-Windows-Sysmon 23"
private let admin = "contoso.example/Users/admin"

private func command(_ line: String) -> @Sendable (Evidence) throws -> Void {
  { try $0.event(audited, by: "CONTOSO\\admin", ["NewProcessName": cmd, "CommandLine": line]) }
}

/// What was run on servers, by cmdlets, processes and shells.
let serverCases: [DetectionCase] = [
  .finds(
    "virtual-directory-script", "A5, A6: a script for an address, by whatever log",
    [
      "\(admin) ran Set-OabVirtualDirectory on EX01\\OAB with a script for an address",
      "\(admin) ran Set-EcpVirtualDirectory on EX01\\ecp with a script for an address",
    ]
  ) {
    try $0.cmdlet(
      "Set-OabVirtualDirectory", by: admin, on: "EX01\\OAB", logKind: "windows_event_log",
      ["ExternalUrl": "http://ffff/#<script language=\"JScript\" runat=\"server\">function Page_Load(){}</script>"])
    try $0.cmdlet(
      "Set-EcpVirtualDirectory", by: admin, on: "EX01\\ecp", logKind: "ecp_server",
      ["InternalUrl": "http://f/<%eval(Request[\"x\"])%>"])
  },
  .ignores("virtual-directory-script", "an ordinary address; a script that was refused") {
    try $0.cmdlet(
      "Set-OabVirtualDirectory", by: admin, logKind: "admin_audit_log",
      ["Identity": "EX01\\OAB (Default Web Site)", "ExternalUrl": "https://mail.contoso.example/OAB"])
    try $0.cmdlet(
      "Set-OabVirtualDirectory", by: admin, success: false, logKind: "admin_audit_log",
      ["ExternalUrl": "http://f/<script>"])
  },
  .finds(
    "certificate-request-page", "a request written as a page",
    ["\(admin) ran New-ExchangeCertificate with request file \\\\127.0.0.1\\c$\\inetpub\\wwwroot\\x.aspx"]
  ) {
    try $0.cmdlet(
      "New-ExchangeCertificate", by: admin, logKind: "windows_event_log",
      ["GenerateRequest": "True", "RequestFile": "\\\\127.0.0.1\\c$\\inetpub\\wwwroot\\x.aspx"])
  },
  .ignores("certificate-request-page", "a request written as a request") {
    try $0.cmdlet(
      "New-ExchangeCertificate", by: admin, logKind: "windows_event_log",
      ["GenerateRequest": "True", "RequestFile": "\\\\fs01\\certs\\mail.req"])
  },
  .finds(
    "transport-agent-installed", "an agent and its file",
    ["\(admin) ran Install-TransportAgent for Evil, file .\\a.dll"]
  ) {
    try $0.cmdlet(
      "Install-TransportAgent", by: admin, logKind: "windows_event_log", ["Name": "Evil", "AssemblyPath": ".\\a.dll"])
  },
  .ignores("transport-agent-installed", "refused; listed") {
    try $0.cmdlet(
      "Install-TransportAgent", by: admin, success: false, logKind: "windows_event_log", ["Name": "Evil"])
    try $0.cmdlet("Get-TransportAgent", by: admin, logKind: "windows_event_log", [:])
  },
  .finds("refused-server-change", "an agent refused", ["\(admin) tried Install-TransportAgent on Evil: failed"]) {
    try $0.cmdlet(
      "Install-TransportAgent", by: admin, on: "Evil", success: false, logKind: "windows_event_log", ["Name": "Evil"])
  },
  .ignores("refused-server-change", "done; another cmdlet refused") {
    try $0.cmdlet("Install-TransportAgent", by: admin, logKind: "windows_event_log", ["Name": "Evil"])
    try $0.cmdlet("Set-Mailbox", by: admin, success: false, logKind: "windows_event_log", ["Office": "1"])
  },
  .finds(
    "system-account-mail-cmdlet", "the web server orders an export",
    ["NT AUTHORITY\\SYSTEM (w3wp) ran New-MailboxExportRequest on bob\\MailboxExport"]
  ) {
    try $0.cmdlet(
      "New-MailboxExportRequest", by: "NT AUTHORITY\\SYSTEM (w3wp)", on: "bob\\MailboxExport", userType: nil,
      logKind: "admin_audit_log", ["Mailbox": "bob"])
  },
  .ignores("system-account-mail-cmdlet", "an administrator; Exchange's own services; the cloud's own log") {
    try $0.cmdlet("New-MailboxExportRequest", by: admin, logKind: "admin_audit_log", ["Mailbox": "bob"])
    try $0.cmdlet(
      "Set-Mailbox", by: "NT AUTHORITY\\SYSTEM (MSExchangeHMHost)", logKind: "admin_audit_log", ["Identity": "bob"])
    try $0.cmdlet("New-InboxRule", by: "NT AUTHORITY\\SYSTEM (w3wp)", userType: 3, ["Name": "a"])
  },
  .finds(
    "mail-theft-cmdlets", "a role given and an export ordered on one day",
    ["\(admin) ran New-ManagementRoleAssignment on a; \(admin) ran New-MailboxExportRequest on b"]
  ) {
    try $0.cmdlet("New-ManagementRoleAssignment", by: admin, on: "a", logKind: "admin_audit_log", ["Role": "x"])
    try $0.cmdlet("New-MailboxExportRequest", by: admin, on: "b", logKind: "admin_audit_log", ["Mailbox": "b"])
  },
  .ignores("mail-theft-cmdlets", "one of them, many times") {
    try $0.cmdlet("Get-Recipient", by: admin, logKind: "cmdlet_infra", [:])
    try $0.cmdlet("Get-Recipient", by: admin, logKind: "cmdlet_infra", [:])
  },
  .finds(
    "unified-messaging-exception", "A2: the cast that fails",
    ["Unified Messaging on EX01 logged an InvalidCastException as an error"]
  ) {
    try $0.event(
      "MSExchange Unified Messaging 1082",
      ["Data": "System.InvalidCastException: Unable to cast object of type 'System.Byte'", "Level": "2"])
  },
  .ignores("unified-messaging-exception", "another error; the same as a warning") {
    try $0.event("MSExchange Unified Messaging 1082", ["Data": "System.IO.IOException", "Level": "2"])
    try $0.event("MSExchange Unified Messaging 1082", ["Data": "System.InvalidCastException", "Level": "3"])
    try $0.event("MSExchange Common 4999", ["Data": "System.InvalidCastException", "Level": "2"])
  },
  .finds(
    "unified-messaging-child-process", "A2b: a shell below Unified Messaging",
    ["UMWorkerProcess.exe started \(cmd): cmd /c whoami"]
  ) { try $0.event(process, ["Image": cmd, "ParentImage": umWorker, "CommandLine": "cmd /c whoami"]) },
  .ignores("unified-messaging-child-process", "error reports; a shell below another program") {
    try $0.event(process, ["Image": "C:\\Windows\\System32\\WerFault.exe", "ParentImage": umWorker])
    try $0.event(process, ["Image": cmd, "ParentImage": "C:\\Windows\\explorer.exe"])
  },
  .finds(
    "unified-messaging-file-written", "A3b: a page written by Unified Messaging",
    ["\(umWorker.lowercased()) wrote \(page)"]
  ) { try $0.event(fileMade, ["Image": umWorker, "TargetFilename": page]) },
  .ignores("unified-messaging-file-written", "its own files") {
    try $0.event(fileMade, ["Image": umWorker, "TargetFilename": "C:\\UM\\CacheCleanup.bin"])
    try $0.event(fileMade, ["Image": umWorker, "TargetFilename": "C:\\UM\\trace.LOG"])
  },
  .finds(
    "address-book-download-outside", "A3: the file left is outside of the address book's folder",
    ["the generator logged: Download failed and temporary file 'C:\\inetpub\\wwwroot\\x.aspx' needs to be removed"]
  ) {
    try $0.addressBook(
      "Download failed and temporary file 'C:\\inetpub\\wwwroot\\x.aspx' needs to be removed")
  },
  .ignores("address-book-download-outside", "the file left is where it belongs") {
    try $0.addressBook(
      "Download failed and temporary file 'C:\\V15\\ClientAccess\\OAB\\t.tmp' needs to be removed")
    try $0.addressBook("Generation of the address book finished")
  },
  .finds(
    "web-server-child-process", "the web server starts a shell", ["w3wp.exe started \(cmd): cmd /c net group"]
  ) {
    try $0.event(audited, ["NewProcessName": cmd, "ParentProcessName": webWorker, "CommandLine": "cmd /c net group"])
  },
  .ignores("web-server-child-process", "the compiler; a shell of an administrator") {
    try $0.event(process, ["Image": "C:\\Windows\\Microsoft.NET\\csc.exe", "ParentImage": webWorker])
    try $0.event(process, ["Image": cmd, "ParentImage": "C:\\Windows\\explorer.exe"])
  },
  .finds(
    "replication-service-page-written", "an export that is a page",
    ["c:\\ex\\bin\\msexchangemailboxreplication.exe wrote \(page)"]
  ) {
    try $0.event(fileMade, ["Image": "C:\\EX\\bin\\MSExchangeMailboxReplication.exe", "TargetFilename": page])
  },
  .ignores("replication-service-page-written", "an export that is one; a page by another program") {
    try $0.event(
      fileMade, ["Image": "C:\\EX\\bin\\MSExchangeMailboxReplication.exe", "TargetFilename": "D:\\legal\\bob.pst"])
    try $0.event(fileMade, ["Image": "C:\\Windows\\notepad.exe", "TargetFilename": page])
  },
  .finds(
    "transport-configuration-written", "the list of agents, by an editor",
    ["c:\\n\\notepad++.exe wrote E:\\EX\\TransportRoles\\Shared\\agents.config"]
  ) {
    try $0.event(
      fileMade, ["Image": "C:\\n\\notepad++.exe", "TargetFilename": "E:\\EX\\TransportRoles\\Shared\\agents.config"])
  },
  .ignores("transport-configuration-written", "the list of agents, by Exchange") {
    try $0.event(
      fileMade,
      [
        "Image": "E:\\EX\\bin\\MSExchangeTransport.exe",
        "TargetFilename": "E:\\EX\\TransportRoles\\Shared\\agents.config",
      ])
  },
  .finds(
    "cmdlet-history-deleted", "the record of cmdlets deleted from a shell",
    ["\(cmd.lowercased()) deleted E:\\EX\\Logging\\CmdletInfra\\LocalPowerShell\\Cmdlet\\Local_Cmdlet_2021.log"]
  ) {
    try $0.event(
      fileDeleted,
      [
        "Image": cmd,
        "TargetFilename": "E:\\EX\\Logging\\CmdletInfra\\LocalPowerShell\\Cmdlet\\Local_Cmdlet_2021.log",
      ])
  },
  .ignores("cmdlet-history-deleted", "by Exchange itself; another file") {
    try $0.event(
      fileDeleted,
      [
        "Image": "E:\\EX\\bin\\MSExchangeHMWorker.exe",
        "TargetFilename": "E:\\EX\\Logging\\CmdletInfra\\LocalPowerShell\\Cmdlet\\Local_Cmdlet_2021.log",
      ])
    try $0.event(fileDeleted, ["Image": cmd, "TargetFilename": "C:\\Temp\\a_Cmdlet_b.log"])
  },

  .finds(
    "exchange-snap-in-loaded", "on a command line and in a script block",
    [
      "CONTOSO\\admin ran: powershell add-pssnapin microsoft.exchange.management.powershell.e2010; get-mailbox; "
        + "CONTOSO\\admin ran: add-pssnapin microsoft.exchange.management.powershell.snapin"
    ]
  ) {
    try command("powershell Add-PSSnapin Microsoft.Exchange.Management.PowerShell.E2010; Get-Mailbox")($0)
    try $0.event(
      "Microsoft-Windows-PowerShell 4104", by: "CONTOSO\\admin",
      ["ScriptBlockText": "Add-PSSnapin Microsoft.Exchange.Management.PowerShell.SnapIn"])
  },
  .ignores(
    "exchange-snap-in-loaded", "another snap-in", fill: command("powershell Add-PSSnapin VMware.VimAutomation.Core")),
  .finds(
    "mailbox-export-command", "an export to a share",
    ["CONTOSO\\admin ran: new-mailboxexportrequest -mailbox bob -filepath \\\\127.0.0.1\\c$\\b.pst"],
    fill: command("New-MailboxExportRequest -Mailbox bob -FilePath \\\\127.0.0.1\\c$\\b.pst")),
  .ignores("mailbox-export-command", "an export on order to a share of its own; exports listed") {
    try command("New-MailboxExportRequest -Mailbox bob -FilePath \\\\fs01\\legal$\\bob.pst")($0)
    try command("Get-MailboxExportRequest -Mailbox bob")($0)
  },
  .finds(
    "archive-staging-command", "exports packed in ProgramData; a dump packed",
    [
      "CONTOSO\\admin ran: 7z a -t7z c:\\programdata\\pst\\it.zip c:\\programdata\\pst\\*; "
        + "CONTOSO\\admin ran: makecab c:\\root\\m.dmp c:\\root\\m.cab"
    ]
  ) {
    try command("7z a -t7z C:\\Programdata\\pst\\it.zip C:\\Programdata\\pst\\*")($0)
    try command("makecab C:\\root\\m.dmp C:\\root\\m.cab")($0)
  },
  .finds(
    "archive-staging-command", "a program entered at a console, which is no cmdlet",
    ["an account not named ran: c:\\temp\\7z.exe a -pinfected c:\\temp\\a.7z c:\\inetpub\\b.pst"]
  ) {
    try $0.entered("C:\\temp\\7z.exe", "a -pinfected C:\\temp\\a.7z C:\\inetpub\\b.pst")
  },
  .ignores("archive-staging-command", "a program entered at a console that packs documents") {
    try $0.entered("7z", "a backup.7z C:\\docs\\*.docx")
  },
  .ignores(
    "archive-staging-command", "other work of an archive program", fill: command("7z a backup.7z C:\\docs\\*.docx")),
  .finds(
    "mailbox-database-copied", "out of a shadow copy; packed",
    [
      "CONTOSO\\admin ran: esentutl.exe /y /vss d:\\mdb01\\mdb01.edb /d c:\\programdata\\1.dat; "
        + "CONTOSO\\admin ran: rar a -hp c:\\programdata\\2.rar d:\\mdb01\\mdb01.edb"
    ]
  ) {
    try command("esentutl.exe /y /vss D:\\MDB01\\mdb01.edb /d C:\\ProgramData\\1.dat")($0)
    try command("rar a -hp C:\\ProgramData\\2.rar D:\\MDB01\\mdb01.edb")($0)
  },
  .ignores(
    "mailbox-database-copied", "a look at the state of a database", fill: command("eseutil /mh D:\\MDB01\\mdb01.edb")),
  .finds(
    "post-exploitation-command", "LSASS dumped",
    ["CONTOSO\\admin ran: rundll32 comsvcs.dll, minidump 612 c:\\root\\m.dmp full"],
    fill: command("rundll32 comsvcs.dll, MiniDump 612 C:\\root\\m.dmp full")),
  .finds(
    "post-exploitation-command", "LSASS dumped from a console",
    ["an account not named ran: rundll32.exe c:\\windows\\system32\\comsvcs.dll, minidump 612 m.dmp full"]
  ) {
    try $0.entered("rundll32.exe", "C:\\windows\\system32\\comsvcs.dll, MiniDump 612 m.dmp full")
  },
  .ignores("post-exploitation-command", "a file made read-only", fill: command("attrib +r report.docx")),
  .finds(
    "service-runs-command", "a service that is a shell",
    ["service installed on EX01: %COMSPEC% /c echo x > \\\\EX01\\ADMIN$\\o"]
  ) {
    try $0.event(
      "Service Control Manager 7045", ["ServiceName": "q", "ImagePath": "%COMSPEC% /c echo x > \\\\EX01\\ADMIN$\\o"])
  },
  .ignores("service-runs-command", "a service that is a program") {
    try $0.event(
      "Service Control Manager 7045", ["ServiceName": "q", "ImagePath": "C:\\Program Files\\Backup\\agent.exe"])
  },
  .finds(
    "event-log-cleared", "the log says so; a command line says so",
    [
      "CONTOSO\\EX01$ - the log says that it was cleared; "
        + "CONTOSO\\admin - ran: wevtutil cl \"msexchange management\""
    ]
  ) {
    try $0.event("Microsoft-Windows-Eventlog 1102", ["SubjectUserName": "admin"])
    try command("wevtutil cl \"MSExchange Management\"")($0)
  },
  .ignores("event-log-cleared", "a log listed", fill: command("wevtutil qe Application /c:10")),
  .finds(
    "server-log-deleted", "IIS logs deleted",
    ["CONTOSO\\admin ran: cmd /c del c:\\inetpub\\logs\\logfiles\\w3svc1\\u_ex210228.log"],
    fill: command("cmd /c del C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex210228.log")),
  .ignores(
    "server-log-deleted", "a script that removes what is old",
    fill: command("Get-ChildItem C:\\inetpub\\logs | Where LastWriteTime -lt (Get-Date).AddDays(-30) | Remove-Item")),
]
