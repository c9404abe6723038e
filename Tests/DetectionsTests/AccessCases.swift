let accessCases: [DetectionCase] = [
  .finds(
    "mailbox-bulk-access", "a hundred messages in an hour",
    ["eve@contoso.example from 203.0.113.7: 100 accesses to messages logged in one hour"]
  ) { try $0.reads(100, of: $0.mailbox("bob@contoso.example"), by: "eve@contoso.example") },
  .ignores("mailbox-bulk-access", "ninety-nine") {
    try $0.reads(99, of: $0.mailbox("bob@contoso.example"), by: "eve@contoso.example")
  },
  .ignores("mailbox-bulk-access", "a hundred, half of them in another hour") {
    let mailbox = try $0.mailbox("bob@contoso.example")
    try $0.reads(50, of: mailbox, by: "bob@contoso.example")
    try $0.reads(50, of: mailbox, by: "bob@contoso.example", at: Evidence.noon + Evidence.hour)
  },
  .ignores("mailbox-bulk-access", "a hundred folders synchronised by a desktop program") {
    try $0.reads(100, of: $0.mailbox("bob@contoso.example"), by: "bob@contoso.example", type: "sync")
  },
  .ignores("mailbox-bulk-access", "Microsoft's own service under the service's client name") {
    try $0.reads(
      200, of: $0.mailbox("bob@contoso.example"), by: "bob@contoso.example",
      app: "3c8e478f-21ca-493a-b87c-c7366d664d54", client: "Client=REST;Client=RESTSystem;;", ip: "2001:db8::13")
  },
  .finds(
    "mailbox-bulk-access", "the service's id under another client name",
    ["bob@contoso.example from 2001:db8::13: 200 accesses to messages logged in one hour"]
  ) {
    try $0.reads(
      200, of: $0.mailbox("bob@contoso.example"), by: "bob@contoso.example",
      app: "3c8e478f-21ca-493a-b87c-c7366d664d54", client: "Client=REST;;", ip: "2001:db8::13")
  },

  .finds(
    "application-many-mailboxes", "five mailboxes, each by its owner's consent, over the hour's border",
    ["application 6b1e2f0a-0000-4000-8000-000000000001: access to 5 mailboxes logged within two clock hours"]
  ) { evidence in
    for name in 1...5 {
      let address = "user\(name)@contoso.example"
      try evidence.reads(
        3, of: evidence.mailbox(address), by: address, app: "6B1E2F0A-0000-4000-8000-000000000001",
        at: Evidence.noon + Evidence.hour - 3 * Evidence.minute + Int64(name) * Evidence.minute)
    }
  },
  .ignores("application-many-mailboxes", "four mailboxes") { evidence in
    for name in 1...4 {
      let address = "user\(name)@contoso.example"
      try evidence.reads(
        3, of: evidence.mailbox(address), by: address, app: "6b1e2f0a-0000-4000-8000-000000000001")
    }
  },
  .ignores("application-many-mailboxes", "five mailboxes, one every other hour") { evidence in
    for name in 1...5 {
      let address = "user\(name)@contoso.example"
      try evidence.reads(
        3, of: evidence.mailbox(address), by: address, app: "6b1e2f0a-0000-4000-8000-000000000001",
        at: Evidence.noon + Int64(name) * 2 * Evidence.hour)
    }
  },
  .ignores("application-many-mailboxes", "five people on Outlook Mobile") { evidence in
    for name in 1...5 {
      let address = "user\(name)@contoso.example"
      try evidence.reads(
        3, of: evidence.mailbox(address), by: address, app: "27922004-5251-4030-b22d-91ecd9a37ea4")
    }
  },
  .ignores("mailbox-bulk-access", "an established backup application, and what the examiner trusts") { evidence in
    let mailbox = try evidence.mailbox("bob@contoso.example")
    for trait in ["established_application", "trusted"] {
      try evidence.trait(evidence.reads(300, of: mailbox, by: "backup", app: backup), trait)
    }
  },
  .ignores("application-many-mailboxes", "an established application") { try readNightly($0, traits: Set(1...5)) },
  .finds(
    "application-many-mailboxes", "an established application from an address that is not its own",
    ["application \(backup): access to 5 mailboxes logged within two clock hours"]
  ) { try readNightly($0, traits: []) },
  .finds(
    "established-application-many-mailboxes", "told, so that somebody says whose it is",
    ["application \(backup): access to 5 mailboxes logged; at work from the log's beginning"]
  ) { evidence in
    try readNightly(evidence, traits: Set(1...5))
    try evidence.baseline(backup, mailboxes: 5, isEstablished: true)
  },
  .ignores("established-application-many-mailboxes", "one that came within the log") { evidence in
    try readNightly(evidence, traits: [], app: "6b1e2f0a-0000-4000-8000-00000000000c")
    try evidence.baseline("6b1e2f0a-0000-4000-8000-00000000000c", mailboxes: 5, isEstablished: false)
  },
  .ignores("account-many-mailboxes", "an established application that logs on as itself") {
    try readNightly($0, traits: Set(1...5), app: "6b1e2f0a-0000-4000-8000-00000000000d")
  },

  .finds(
    "account-many-mailboxes", "five mailboxes of others, no application named",
    ["eve@contoso.example: access to 5 mailboxes of others logged within two clock hours"]
  ) { evidence in
    for name in 1...5 {
      try evidence.reads(1, of: evidence.mailbox("user\(name)@contoso.example"), by: "Eve@contoso.example")
    }
  },
  .ignores("account-many-mailboxes", "four mailboxes of others and its own") { evidence in
    for name in ["user1", "user2", "user3", "user4", "Eve"] {
      try evidence.reads(1, of: evidence.mailbox("\(name)@contoso.example"), by: "eve@contoso.example")
    }
  },
  .ignores("account-many-mailboxes", "mail sent on behalf of five others") { evidence in
    for name in 1...5 {
      try evidence.reads(
        1, of: evidence.mailbox("user\(name)@contoso.example"), by: "eve@contoso.example", type: "send")
    }
  },
]

private let backup = "6b1e2f0a-0000-4000-8000-00000000000b"

/// Five mailboxes read by an application in its own name; those numbered in `traits` in sessions that fit what it is
/// used to.
private func readNightly(_ evidence: Evidence, traits: Set<Int>, app: String = backup) throws {
  for number in 1...5 {
    let session = try evidence.reads(
      3, of: evidence.mailbox("night\(number)\(app.suffix(1))@contoso.example"), by: app, app: app)
    if traits.contains(number) { try evidence.trait(session, "established_application") }
  }
}
