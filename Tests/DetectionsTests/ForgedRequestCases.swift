/// The ladder of CVE-2021-26855, and what else of it IIS alone can tell.
let forgedRequestCases: [DetectionCase] = [
  .finds(
    "forged-request-answered", "A1: a forged anchor with a path, answered",
    ["203.0.113.7 reached /ecp/ddi/ddiservice.svc/getobject on EX01 by a forged target, answered 200"]
  ) { try $0.forged("/ecp/DDI/DDIService.svc/GetObject?schema=OABVirtualDirectory#") },
  .ignores("forged-request-answered", "probes for autodiscover and localhost, refusals, Exchange's own anchors") {
    try $0.forged("/autodiscover/autodiscover.xml?#")
    try $0.forged("/ecp/default.flt?~3", host: "localhost")
    try $0.forged("/ews/exchange.asmx?#", status: 500)
    try $0.request("GET", "/ecp/", log: "http_proxy", anchor: "ServerInfo~ex01.contoso.example")
    try $0.request("GET", "/ecp/", log: "http_proxy", anchor: "ServerVersion~Version 15.0 (Build 0.0)")
  },

  .finds(
    "forged-request-answered", "a target that leads out of Autodiscover's folder, encoded",
    ["203.0.113.7 reached /ecp/proxylogon.ecp on EX01 by a forged target, answered 241"]
  ) { try $0.forged("/autodiscover/%2e%2e/ecp/proxyLogon%2Eecp?#", status: 241) },

  .finds(
    "forged-request-to-mailbox", "EWS and MAPI over the forged request, the mailbox named",
    [
      "203.0.113.7 asked /mapi/emsmdb/ on EX01 by a forged target, answered 200; "
        + "203.0.113.7 asked /ews/exchange.asmx on EX01 by a forged target, answered 200"
    ]
  ) {
    let mailbox = try $0.mailbox("bob@contoso.example")
    try $0.forged("/mapi/emsmdb/?MailboxId=1@contoso.example#", mailbox: mailbox)
    try $0.forged("/ews/exchange.asmx?#", at: Evidence.noon + Evidence.minute)
  },
  .ignores("forged-request-to-mailbox", "the control panel; EWS in Outlook's own way; EWS refused") {
    try $0.forged("/ecp/proxyLogon.ecp?#", status: 241)
    try $0.request("POST", "/EWS/Exchange.asmx", user: "CONTOSO\\bob", log: "http_proxy", anchor: "Sid~S-1-5-21-1")
    try $0.forged("/ews/exchange.asmx?#", status: 401)
  },

  .finds(
    "forged-request-to-control-panel", "A1c: proxyLogon.ecp answers 241",
    ["203.0.113.7 called /ecp/proxylogon.ecp on EX01, answered 241"]
  ) { try $0.forged("/ecp/proxyLogon.ecp?#", status: 241) },
  .ignores("forged-request-to-control-panel", "refused, or to another service") {
    try $0.forged("/ecp/proxyLogon.ecp?#", status: 500)
    try $0.forged("/ews/exchange.asmx?#")
  },

  .finds(
    "virtual-directory-reset-forged", "A4: the reset that writes the file",
    ["203.0.113.7 had a virtual directory reset on EX01, answered 200"]
  ) { try $0.forged("/ecp/DDI/DDIService.svc/SetObject?schema=ResetOABVirtualDirectory#") },
  .ignores("virtual-directory-reset-forged", "refused; a setting without a reset") {
    try $0.forged("/ecp/DDI/DDIService.svc/SetObject?schema=ResetOABVirtualDirectory#", status: 403)
    try $0.forged("/ecp/DDI/DDIService.svc/SetObject?schema=OABVirtualDirectory#")
  },

  .finds(
    "forged-request-probe-answered", "A1b: a scanner's probe, answered",
    ["192.0.2.9 probed EX01 with target /autodiscover/autodiscover.xml, answered 200"]
  ) { try $0.forged("/autodiscover/autodiscover.xml?#", host: "localhost", from: "192.0.2.9") },
  .ignores("forged-request-probe-answered", "a probe refused; the exploit itself") {
    try $0.forged("/autodiscover/autodiscover.xml?#", status: 500)
    try $0.forged("/ews/exchange.asmx?#")
  },

  .finds(
    "forged-request-refused", "a scanner's probe, refused",
    ["192.0.2.9 tried target /autodiscover/autodiscover.xml on EX01: status 500"]
  ) { try $0.forged("/autodiscover/autodiscover.xml?#", host: "localhost", status: 500, from: "192.0.2.9") },
  .ignores("forged-request-refused", "answered") { try $0.forged("/ews/exchange.asmx?#") },

  .finds(
    "ews-read-over-forged-request", "the server's account reads in the second of a forged request",
    ["203.0.113.7 by way of CONTOSO\\EX01$: FindItem"]
  ) {
    let mailbox = try $0.mailbox("bob@contoso.example")
    try $0.forged("/ews/exchange.asmx?#")
    try $0.request(
      nil, nil, user: "CONTOSO\\EX01$", log: "ews", action: "FindItem", mailbox: mailbox, bytes: 90_000,
      at: Evidence.noon + 400_000)
  },
  .ignores("ews-read-over-forged-request", "the owner reads in that second; the account an hour later") {
    try $0.forged("/ews/exchange.asmx?#")
    try $0.request(nil, nil, user: "CONTOSO\\bob", log: "ews", action: "FindItem")
    try $0.request(nil, nil, user: "CONTOSO\\EX01$", log: "ews", action: "FindItem", at: Evidence.noon + Evidence.hour)
    try $0.request(nil, nil, user: "CONTOSO\\EX01$", log: "ews", action: "GetUserAvailability")
  },

  .finds(
    "hafnium-request-answered", "A7: POST to a script of the control panel, and to a picture by a bot",
    [
      "192.0.2.9 posted to /ecp/x.js on EX01: status 200",
      "192.0.2.10 posted to /owa/auth/current/themes/resources/logon.css on EX01: status 200",
    ]
  ) {
    try $0.request("POST", "/ecp/x.js", from: "192.0.2.9")
    try $0.request("POST", "/owa/auth/Current/themes/resources/logon.css", from: "192.0.2.10")
  },
  .ignores("hafnium-request-answered", "scripts fetched; an administrator's work; a bot that reads") {
    try $0.request("GET", "/ecp/15.1/scripts/home.js")
    try $0.request("POST", "/ecp/DDI/DDIService.svc/GetList", user: "CONTOSO\\admin")
    try $0.request("GET", "/owa/auth/current/themes/resources/logon.css", agent: "Googlebot/2.1")
    try $0.request("POST", "/ecp/x.js", status: 404)
  },
  .finds(
    "hafnium-request-refused", "POST to a script of the control panel, refused",
    ["192.0.2.9 posted to /ecp/x.js on EX01: status 500"]
  ) { try $0.request("POST", "/ecp/x.js", status: 500, from: "192.0.2.9") },
  .ignores("hafnium-request-refused", "answered") { try $0.request("POST", "/ecp/x.js") },
  .finds(
    "hafnium-requests-repeated", "five answers within an hour",
    ["203.0.113.7 posted to /ecp/y.js on EX01: status 200"]
  ) { evidence in
    for minute in 1...5 {
      try evidence.request("POST", "/ecp/y.js", at: Evidence.noon + Int64(minute) * Evidence.minute)
    }
  },
  .ignores("hafnium-requests-repeated", "four in an hour, another the next day, and strangers one each") { evidence in
    for minute in 1...4 {
      try evidence.request("POST", "/ecp/y.js", at: Evidence.noon + Int64(minute) * Evidence.minute)
    }
    try evidence.request("POST", "/ecp/y.js", at: Evidence.noon + 24 * Evidence.hour)
    for stranger in 20...29 { try evidence.request("POST", "/ecp/y.js", from: "192.0.2.\(stranger)") }
  },
]
