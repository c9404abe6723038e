private let shell = "/aspnet_client/system_web/x.aspx"
private let json = "/autodiscover/autodiscover.json"

/// Web shells, ProxyShell, OWASSRF, scanning, and files fetched from web folders.
let webCases: [DetectionCase] = [
  .finds(
    "web-shell-used", "A8: a page below aspnet_client, a page in OWA's folder that is posted to, a known name",
    [
      "203.0.113.7 called \(shell) on EX01 (POST, status 200)",
      "203.0.113.7 called /owa/auth/q1.aspx on EX01 (POST, status 200)",
      "203.0.113.7 called /owa/auth/outlooken.aspx on EX01 (GET, status 200)",
    ]
  ) {
    try $0.request("POST", shell)
    try $0.request("POST", "/owa/auth/q1.aspx")
    try $0.request("GET", "/owa/auth/OutlookEN.aspx", log: "http_proxy")
  },
  .ignores("web-shell-used", "Exchange's own pages, a shell that is not there, a sign-in page fetched") {
    try $0.request("POST", "/owa/auth/logon.aspx")
    try $0.request("POST", "/ecp/auth/TimeoutLogout.aspx")
    try $0.request("GET", "/owa/auth/errorFE.aspx")
    try $0.request("POST", shell, status: 404)
    try $0.request("POST", "/owa/auth/outlooken.aspx", status: 302)
    try $0.request("GET", "/owa/auth/company-logon.aspx")
    try $0.request("POST", "/EWS/Exchange.asmx", user: "CONTOSO\\bob")
  },
  .finds(
    "web-shell-sought", "a stranger looks for the shells of others",
    ["192.0.2.9 looked for /aspnet_client/discover.aspx on EX01 (GET, status 404)"]
  ) { try $0.request("GET", "/aspnet_client/discover.aspx", status: 404, from: "192.0.2.9") },
  .ignores("web-shell-sought", "a page that answers; Exchange's own page, not found") {
    try $0.request("POST", shell)
    try $0.request("GET", "/owa/auth/logon.aspx", status: 404)
    try $0.request("POST", shell, status: 500)
  },
  .finds(
    "unknown-page-served", "a page that fails was there: it was not looked for in vain",
    [
      "203.0.113.7 met with a failure of /owa/auth/q1.aspx on EX01 (POST, status 500); "
        + "203.0.113.7 fetched /owa/auth/q1.aspx on EX01 (POST, status 206)"
    ]
  ) {
    try $0.request("POST", "/owa/auth/q1.aspx", status: 500)
    try $0.request("POST", "/owa/auth/q1.aspx", status: 206)
  },
  .finds(
    "unknown-page-served", "a page of no known name is fetched from OWA's folder",
    ["203.0.113.7 fetched /owa/auth/company-logon.aspx on EX01 (GET, status 200)"]
  ) { try $0.request("GET", "/owa/auth/company-logon.aspx") },
  .ignores("unknown-page-served", "Exchange's own page; one that is posted to") {
    try $0.request("GET", "/owa/auth/logon.aspx")
    try $0.request("POST", "/owa/auth/q1.aspx")
  },

  .finds(
    "proxyshell-request-answered", "the remote shell and EWS by way of autodiscover.json",
    [
      "203.0.113.7 asked EX01 for the remote shell by way of autodiscover.json: status 200; "
        + "203.0.113.7 asked EX01 for EWS by way of autodiscover.json: status 200"
    ]
  ) {
    try $0.request("POST", json, query: "@evil.example/powershell/?x-rps-cat=vge")
    try $0.request("GET", json, query: "@evil.example/ews/exchange.asmx", log: "http_proxy")
  },
  .ignores("proxyshell-request-answered", "Outlook's own question; a refusal") {
    try $0.request("GET", json, query: "email=bob%40contoso.example&protocol=activesync")
    try $0.request("POST", json, query: "@evil.example/powershell/?x-rps-cat=vge", status: 401)
  },
  .finds(
    "proxyshell-request-refused", "the remote shell asked for, 401",
    ["192.0.2.9 asked EX01 for the remote shell by way of autodiscover.json: status 401"]
  ) {
    try $0.request("POST", json, query: "@evil.example/powershell/?x-rps-cat=vge", status: 401, from: "192.0.2.9")
  },
  .ignores("proxyshell-request-refused", "answered; a stranger who asks for nothing more") {
    try $0.request("POST", json, query: "@evil.example/powershell/?x-rps-cat=vge")
    try $0.request("GET", json, status: 302)
  },
  .finds(
    "autodiscover-ssrf-pattern", "autodiscover and MAPI in one address",
    ["192.0.2.9 posted to \(json) on EX01 naming another service, status 302"]
  ) { try $0.request("POST", json, query: "@evil.example/mapi/nspi", status: 302, from: "192.0.2.9") },
  .ignores("autodiscover-ssrf-pattern", "Outlook's own questions") {
    try $0.request("POST", "/autodiscover/autodiscover.xml", user: "CONTOSO\\bob")
    try $0.request("POST", json, query: "email=bob%40contoso.example")
    try $0.request("POST", "/mapi/emsmdb/", query: "mailboxid=1@contoso.example", user: "CONTOSO\\bob")
  },
  .finds(
    "owassrf-request-answered", "the remote shell by way of /owa/",
    ["203.0.113.7 asked EX01 for the remote shell by way of /owa/: status 200"]
  ) { try $0.request("POST", "/owa/bob%40contoso.example/powershell") },
  .ignores("owassrf-request-answered", "Exchange's own client; a refusal; the remote shell in its own place") {
    try $0.request("POST", "/owa/bob%40contoso.example/powershell", agent: "Microsoft WinRM Client")
    try $0.request("POST", "/owa/bob%40contoso.example/powershell", status: 401)
    try $0.request("POST", "/powershell", query: "email=bob@contoso.example")
  },
  .finds(
    "owassrf-request-refused", "the same, refused",
    ["203.0.113.7 asked EX01 for the remote shell by way of /owa/: status 401"]
  ) { try $0.request("POST", "/owa/bob@contoso.example/powershell", status: 401) },
  .ignores("owassrf-request-refused", "answered") { try $0.request("POST", "/owa/bob@contoso.example/powershell") },

  .finds(
    "web-shell-used", "paths as the server takes them: encoded, with dots and slashes, a path behind the page",
    [
      "203.0.113.7 called /aspnet_client/shell.aspx on EX01 (POST, status 200)",
      "203.0.113.7 called /owa/auth/x.aspx on EX01 (POST, status 200)",
      "203.0.113.7 called /owa/auth/y.aspx/style.css on EX01 (POST, status 200)",
    ]
  ) {
    try $0.request("POST", "/aspnet_client/%73hell%2Easpx")
    try $0.request("POST", "/owa/./auth//current/..\\x.aspx")
    try $0.request("POST", "/owa/auth/y.aspx/style.css")
  },
  .ignores("web-shell-used", "a path behind a page of Exchange's own") {
    try $0.request("POST", "/owa/auth/logon.aspx/reason")
    try $0.request("POST", "/owa/auth/%6cogon.aspx")
  },
  .finds(
    "proxyshell-request-answered", "the path encoded twice over",
    ["203.0.113.7 asked EX01 for the remote shell by way of autodiscover.json: status 200"]
  ) { try $0.request("POST", "/%2561utodiscover/autodiscover.json", query: "@evil.example/powershell/") },
  .finds(
    "web-root-archive-fetched", "an archive below OWA's folder, with the bytes that IIS counted",
    ["203.0.113.7 fetched /owa/auth/it.zip from EX01, status 200, bytes sent: 912345"]
  ) { try $0.request("GET", "/owa/auth/it.zip", bytes: 912_345) },
  .ignores("web-root-archive-fetched", "not there; an attachment by Outlook on the web") {
    try $0.request("GET", "/owa/auth/it.zip", status: 404)
    try $0.request("GET", "/owa/service.svc/s/GetFileAttachment", query: "id=it.zip", user: "CONTOSO\\bob")
  },
  .finds(
    "web-root-file-picked-up", "a picture that nobody else asks for",
    ["203.0.113.7 fetched /aspnet_client/system_web/lgnbotm.png from EX01, status 200"]
  ) { try $0.request("GET", "/aspnet_client/system_web/lgnbotm.png") },
  .ignores("web-root-file-picked-up", "Exchange's pictures; one that many ask for; one asked for from inside") {
    evidence in
    try evidence.request("GET", "/owa/auth/15.1.2176/themes/resources/favicon.ico")
    for _ in 1...3 { try evidence.request("GET", "/owa/notice.png") }
    try evidence.request("GET", "/owa/new.png", from: "10.1.2.3")
    try evidence.request("GET", "/owa/healthcheck.htm", from: "192.0.2.1")
  },
  .finds(
    "exchange-version-probed", "a stranger asks for the build",
    ["192.0.2.9 asked EX01 for its version: status 200"]
  ) {
    try $0.request(
      "GET", "/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application", from: "192.0.2.9",
      log: "http_proxy")
  },
  .ignores("exchange-version-probed", "an administrator who exports") {
    try $0.request(
      "GET", "/ecp/15.1.2176/exporttool/microsoft.exchange.ediscovery.exporttool.application", user: "CONTOSO\\admin")
  },
]
