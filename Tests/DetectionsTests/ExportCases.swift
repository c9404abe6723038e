import GRDB

private let webRoot = "mailbox-export-to-web-root"
private let ownDrive = "mailbox-export-to-own-drive"
private let staged = "mailbox-export-staged"
private let fetched = "mailbox-export-fetched"
private let removed = "mailbox-export-request-removed"
private let eDiscovery = "ediscovery-results-taken"
private let copied = "mailbox-copied-to-another"

private let page = #"\\127.0.0.1\c$\inetpub\wwwroot\aspnet_client\x.aspx"#
private let served = #"\\127.0.0.1\c$\inetpub\wwwroot\aspnet_client\a.pst"#

let exportCases: [DetectionCase] = [
  .finds(
    webRoot, "into a folder that is served",
    [#"eve@contoso.example ordered an export of bob to \\127.0.0.1\c$\inetpub\wwwroot\aspnet_client\a.pst"#]
  ) { try $0.exportJob("mailbox_export", of: "bob", to: served, webFolder: "/aspnet_client/") },
  .finds(
    webRoot, "into a page",
    [
      #"eve@contoso.example ordered an export of bob to \\127.0.0.1\c$\inetpub\wwwroot\aspnet_client\x.aspx, "#
        + "a page that the web server runs"
    ]
  ) { try $0.exportJob("mailbox_export", of: "bob", to: page, webFolder: "/aspnet_client/", isPage: true) },
  .ignores(webRoot, "to a share of the house") {
    try $0.exportJob("mailbox_export", of: "bob", to: #"\\fs01\pst$\bob.pst"#)
  },

  .finds(
    ownDrive, "to the drive by a loopback address",
    [#"eve@contoso.example ordered an export of bob to \\127.0.0.1\c$\temp\bob.pst"#]
  ) { try $0.exportJob("mailbox_export", of: "bob", to: #"\\127.0.0.1\c$\temp\bob.pst"#) },
  .finds(
    ownDrive, "the same by name", [#"eve@contoso.example ordered an export of bob to \\localhost\d$\bob.pst"#]
  ) { try $0.exportJob("mailbox_export", of: "bob", to: #"\\localhost\d$\bob.pst"#) },
  .ignores(ownDrive, "to an administrative share of a file server, and a share of the own server") {
    try $0.exportJob("mailbox_export", of: "bob", to: #"\\fs01\d$\bob.pst"#)
    try $0.exportJob("mailbox_export", of: "bob", to: #"\\localhost\exports\bob.pst"#)
  },

  .finds(
    staged, "an archive in the folder of a finished export",
    ["the export of bob ordered by eve@contoso.example is wwwroot/aspnet_client/a.png, which is an archive"]
  ) {
    let job = try $0.exportJob("mailbox_export", of: "bob", to: served, webFolder: "/aspnet_client/")
    try $0.exportFile(job, "packed", "wwwroot/aspnet_client/a.png", basis: "is an archive")
  },
  .ignores(staged, "the file of an export on order, at a share") {
    let job = try $0.exportJob("mailbox_export", of: "bob", to: #"\\fs01\pst$\bob.pst"#)
    try $0.exportFile(job, "target", "share/bob.pst", basis: "lies there")
  },

  .finds(
    fetched, "fetched, bytes not counted",
    ["the export of bob was fetched as /aspnet_client/a.pst by 203.0.113.71, how many bytes is not known to match"]
  ) {
    let job = try $0.exportJob("mailbox_export", of: "bob", to: served, webFolder: "/aspnet_client/")
    try $0.exportFile(job, "fetched", "/aspnet_client/a.pst", basis: "b", client: "203.0.113.71")
  },
  .ignores(fetched, "fetched by an address that nobody can say is the actor's") {
    let job = try $0.exportJob("mailbox_export", of: "bob", to: served, webFolder: "/aspnet_client/")
    try $0.exportRecord(job, "fetch", "GET")
    try $0.exportFile(job, "fetched", "/aspnet_client/a.pst", basis: "b", client: "10.1.2.3")
    try $0.db.execute(
      sql: """
        UPDATE export_file SET audit_record_id = (SELECT audit_record_id FROM export_job_record WHERE role = 'fetch')
        """)
  },
  .ignores(fetched, "at hand, and nobody is seen to fetch it") {
    let job = try $0.exportJob("mailbox_export", of: "bob", to: served, webFolder: "/aspnet_client/")
    try $0.exportFile(job, "target", "wwwroot/aspnet_client/a.pst", basis: "b")
  },

  .finds(
    removed, "by the cmdlet",
    [#"eve@contoso.example removed the request that exported bob to \\fs01\pst$\bob.pst"#]
  ) {
    let job = try $0.exportJob("mailbox_export", of: "bob", to: #"\\fs01\pst$\bob.pst"#)
    try $0.exportRecord(job, "removal", "Remove-MailboxExportRequest")
  },
  .ignores(removed, "refused, and a line of the service itself") {
    let job = try $0.exportJob("mailbox_export", of: "bob", to: #"\\fs01\pst$\bob.pst"#)
    try $0.exportRecord(job, "removal", "Remove-MailboxExportRequest", success: false)
    try $0.exportRecord(job, "removal", "Removed")
  },

  .finds(
    eDiscovery, "exported and downloaded",
    [
      "eve@contoso.example exported the results of the search review of bob; "
        + "eve@contoso.example downloaded the results of the search review of bob"
    ]
  ) {
    let job = try $0.exportJob("compliance_export", of: "bob", name: "review", cmdlet: "SearchExported")
    try $0.exportRecord(job, "download", "SearchExportDownloaded", at: Evidence.noon + Evidence.hour)
  },
  .ignores(eDiscovery, "a preview of results") {
    try $0.exportJob("content_search_preview", of: "bob", name: "review", cmdlet: "SearchPreviewed")
  },

  .finds(
    copied, "Search-Mailbox with a target",
    ["eve@contoso.example copied what a search found in bob into eve@contoso.example"]
  ) { try $0.exportJob("search_mailbox", of: "bob", to: "eve@contoso.example", cmdlet: "Search-Mailbox") },
  .finds(copied, "a restore into another mailbox", ["eve@contoso.example restored bob into eve"]) {
    try $0.exportJob("mailbox_restore", of: "bob", to: "eve", cmdlet: "New-MailboxRestoreRequest")
  },
  .ignores(copied, "an export to a file") { try $0.exportJob("mailbox_export", of: "bob", to: #"\\fs01\p\b.pst"#) },
]

extension Evidence {
  /// A job as reconstruction leaves it, with the record that ordered it.
  @discardableResult
  fileprivate func exportJob(
    _ kind: String, of mailbox: String, to destination: String? = nil, name: String? = nil, webFolder: String? = nil,
    isPage: Bool = false, cmdlet: String = "New-MailboxExportRequest"
  ) throws -> Int64 {
    try db.execute(
      sql: """
        INSERT INTO export_job (kind, mailbox_name, name, requester, requester_lc, requested_us, destination,
          destination_lc, web_folder_lc, state, state_reason, is_webshell_write)
        VALUES (?, ?, ?, 'eve@contoso.example', 'eve@contoso.example', ?, ?, ?, ?, 'requested', '', ?)
        """,
      arguments: [kind, mailbox, name, Self.noon, destination, destination?.lowercased(), webFolder, isPage])
    let job = db.lastInsertedRowID
    try exportRecord(job, "request", cmdlet)
    return job
  }

  fileprivate func exportRecord(
    _ job: Int64, _ role: String, _ operation: String, success: Bool = true, at time: Int64 = Evidence.noon
  ) throws {
    let record = try cmdlet(operation, success: success, at: time, [:])
    try db.execute(sql: "INSERT INTO export_job_record VALUES (?, ?, ?)", arguments: [job, record, role])
  }

  fileprivate func exportFile(
    _ job: Int64, _ role: String, _ path: String, basis: String, client: String? = nil
  ) throws {
    try db.execute(
      sql: "INSERT INTO export_file (export_job_id, role, path, client_ip, basis) VALUES (?, ?, ?, ?, ?)",
      arguments: [job, role, path, client, basis])
  }
}
