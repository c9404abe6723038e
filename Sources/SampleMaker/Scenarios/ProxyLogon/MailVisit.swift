/// Somebody opens their mailbox with one of their programs: the requests of it, still without times.
struct MailVisit {
  let plan: Break
  let mailbox: Mailbox
  let server: Int

  private static let chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/88.0.4324.150 Safari/537.36"
  private static let outlook = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.4266; Pro)"

  func steps(_ dice: inout Dice) -> [WebRequest] {
    switch dice.below(10) {
    case 0..<3: owa(&dice)
    case 3..<6: mapi(&dice)
    case 6..<8: activeSync(&dice)
    case 8: webServices(&dice)
    default: configuration(&dice)
    }
  }

  private func owa(_ dice: inout Dice) -> [WebRequest] {
    let address = dice.pick(mailbox.clientAddresses)
    var signIn = request(.owa, "/owa/auth.owa", Self.chrome, address)
    (signIn.status, signIn.backEndStatus, signIn.anchorMailbox, signIn.routingHint) = (302, nil, "", "")
    signIn.databaseGUID = nil
    var steps = [signIn]
    for _ in 0..<dice.within(1...2) {
      let action = dice.pick(["FindItem", "GetItem", "FindConversation", "CreateItem", "GetFileAttachment"])
      var step = request(.owa, "/owa/service.svc", Self.chrome, address)
      step.query = "action=\(action)&EP=1&ID=-\(dice.within(1...90))&AC=1"
      (step.receivedBytes, step.sentBytes) = (dice.within(900...2400), dice.longTail(median: 9000, most: 400_000))
      steps.append(step)
    }
    return steps
  }

  private func mapi(_ dice: inout Dice) -> [WebRequest] {
    var step = request(.mapi, "/mapi/emsmdb/", Self.outlook, mailbox.clientAddresses[0])
    step.query = "MailboxId=\(mailbox.guid)@\(plan.domain)"
    (step.authenticationType, step.routingHint) = ("Negotiate", "MailboxGuidWithDomain")
    step.anchorMailbox = "MailboxGuid~\(mailbox.guid)"
    step.clientRequestID = "R:\(dice.guid()):1;RT:Execute;CI:\(dice.guid()):1;CID:\(dice.guid())"
    step.organization = plan.domain
    (step.receivedBytes, step.sentBytes) = (dice.within(200...900), dice.longTail(median: 12_000, most: 900_000))
    return [step]
  }

  private func activeSync(_ dice: inout Dice) -> [WebRequest] {
    let address = dice.chance(perMille: 600) ? ClientAddress.mobile(&dice) : dice.pick(mailbox.clientAddresses)
    let device = String(mailbox.guid.description.filter { $0 != "-" }.prefix(26)).uppercased()
    var step = request(.eas, "/Microsoft-Server-ActiveSync/default.eas", "Apple-iPhone12C1/1804.52", address)
    let command = dice.pick(["Sync", "Ping", "Sync", "ItemOperations"])
    step.query = "Cmd=\(command)&User=\(mailbox.localPart)&DeviceId=\(device)&DeviceType=iPhone"
    (step.authenticationType, step.routingHint) = ("Basic", "WindowsIdentity")
    step.milliseconds = command == "Ping" ? 470_000 + dice.below(9000) : dice.within(30...400)
    (step.receivedBytes, step.sentBytes) = (dice.within(13...300), dice.longTail(median: 4000, most: 200_000))
    return [step]
  }

  private func webServices(_ dice: inout Dice) -> [WebRequest] {
    var step = request(
      .ews, "/EWS/Exchange.asmx", "MacOutlook/16.45.21011103 (Intelx64 Mac OS X Version 11.1)",
      dice.pick(mailbox.clientAddresses))
    (step.authenticationType, step.routingHint) = ("NTLM", "WindowsIdentity")
    (step.receivedBytes, step.sentBytes) = (dice.within(700...1500), dice.longTail(median: 7000, most: 300_000))
    let actions = ["SyncFolderItems", "GetItem", "FindItem", "GetFolder", "GetUserAvailability"]
    step.ews = EWSCall(action: actions[step.receivedBytes % actions.count], user: mailbox.address)
    return [step]
  }

  private func configuration(_ dice: inout Dice) -> [WebRequest] {
    var discover = request(.autodiscover, "/autodiscover/autodiscover.xml", Self.outlook, mailbox.clientAddresses[0])
    (discover.authenticationType, discover.sentBytes) = ("Negotiate", 4100)
    var book = request(
      .oab, "/OAB/\(plan.organisation.tenantID)/oab.xml", "Microsoft BITS/7.8", mailbox.clientAddresses[0])
    (book.method, book.authenticationType, book.sentBytes, book.receivedBytes) = ("GET", "Negotiate", 2970, 0)
    return [discover, book]
  }

  /// Its time is set where the visit is known.
  private func request(
    _ access: HttpProxyLog.Access, _ stem: String, _ userAgent: String, _ address: String
  ) -> WebRequest {
    var request = WebRequest(
      server: server, at: Break.collected, access, stem, address: address, userAgent: userAgent)
    request.user = plan.account(of: mailbox)
    request.anchorMailbox = "Sid~\(mailbox.sid)"
    request.routingHint = "WindowsIdentity"
    request.databaseGUID = plan.databaseGUID
    return request
  }
}
