/// A small log of each kind that is text, without a fault. Event logs have tests of their own (`EVTXTests`).
enum HurtLogs {
  private static func log(_ type: String, _ fields: String, _ row: String) -> String {
    "#Software: Microsoft Exchange Server\n#Version: 15.01.2176.002\n#Log-type: \(type)\n#Fields: \(fields)\n\(row)\n\(row)\n"
  }

  static let samples: [(kind: String, text: String)] = [
    (
      "http_proxy",
      log(
        "HttpProxy Logs", "DateTime,AnchorMailbox,UrlStem,ServerHostName",
        "2021-03-03T06:50:12.033Z,Sid~S-1-5-18,/a,EX01")
    ),
    (
      "ews",
      log(
        "EWS Logs", "DateTime,SoapAction,ImpersonatedUser,HttpStatus",
        "2021-03-03T06:50:12.033Z,GetItem,ann@x.example,200")
    ),
    (
      "ecp_server",
      log(
        "ECP Server Log", "TimeStamp,ServerName,EventId,EventData",
        "2021-03-03T06:50:12.033Z,EX01,ECP.Request,\"'S:CMD=Set-X.Url=''a;b''&I=''c''';S:EX=\"")
    ),
    (
      "cmdlet_infra",
      log(
        "Rps Cmdlet Logs", "DateTime,ServerHostName,Cmdlet,Parameters,ExecutionResult",
        "2021-03-03T06:50:12Z,EX01,Set-Mailbox,\"-Identity \"\"ann\"\" -Force\",Success")
    ),
    (
      "message_tracking",
      log(
        "Message Tracking Log",
        "date-time,client-hostname,server-hostname,message-id,event-id,recipient-address,sender-address",
        "2021-03-03T06:50:12.033Z,EX01,EX02,<a@b>,SEND,x@y,z@w")
    ),
    (
      "exchange_audit",
      log(
        "audit", "Timestamp,Server,RecordType,Data,RecordId,Operation",
        "2021-03-03T06:50:12Z,EX01,ExchangeAdmin,\"{\"\"Operation\"\":\"\"A\"\",\"\"Id\"\":\"\"i\"\"}\",i,A")
    ),
    (
      "iis",
      "#Fields: date time cs-method cs-uri-stem cs-username c-ip sc-status\n"
        + "2021-03-03 06:50:12 GET /owa CORP\\ann 192.0.2.1 200\n2021-03-03 06:50:13 POST /ecp - 192.0.2.1 302\n"
    ),
    (
      "iis", "192.0.2.1, -, 11/20/2023, 15:44:03, W3SVC1, EX01, 10.0.0.1, 5, 100, 200, 200, 0, GET, /owa, -,\n"
    ),
    (
      "admin_audit_log",
      "<SearchResults><Event Caller=\"a\" Cmdlet=\"Set-Mailbox\" RunDate=\"2021-03-03T06:50:12-05:00\" Succeeded=\"true\">"
        + "<CmdletParameters><Parameter Name=\"Identity\" Value=\"ann\"/></CmdletParameters></Event></SearchResults>"
    ),
    (
      "mailbox_audit_log",
      "Operation,LastAccessed,LogonType,MailboxGuid,ItemSubject\nMessageBind,2021-03-03T06:50:12Z,Admin,g-1,\"a \"\"b\"\"\"\n"
    ),
    (
      "unified_audit_log",
      "TimeGenerated,Operation,OfficeId,OfficeWorkload,Folders\n2021-08-02T13:32:07Z,Send,i-1,Exchange,\"[{\"\"Id\"\":1}]\"\n"
    ),
    (
      "powershell_transcript",
      "**********************\nStart time: 20210302080504\nMachine: EX01 (x)\nPSVersion: 5.1\n**********************\n"
        + "PS C:\\> Set-Mailbox ann -Force:$true\n"
    ),
    ("powershell_history", "Get-Mailbox -Identity ann\nNew-InboxRule -Name . -ForwardTo 'x@y.example'\n"),
    (
      "ecp_activity",
      log(
        "ECP Activity Context Log", "TimeStamp,ServerName,EventId,EventData",
        "2021-03-03T06:50:12.033Z,EX01,Request,S:PSA=<PII>ann@x.example</PII>;S:URL=https://x/ecp/a.svc;S:Bld=15.1.2375.7"
      )
    ),
    (
      "mapi_http",
      log(
        "MAPI Http Logs",
        "date-time,session-id,client-name,client-software,client-ip,protocol,operation,rpc-status,operation-specific",
        "2021-03-03T06:50:12Z,7,ann,OUTLOOK.EXE,192.0.2.1,MapiHttp,Logon,0,"
          + "\"Logon: Owner, /o=X/ou=Y/cn=ann in database DB01 last mounted on EX01\"")
    ),
    (
      "rpc_client_access",
      log(
        "RPC Client Access", "date-time,session-id,client-name,client-software,operation,rpc-status,operation-specific",
        "2021-03-03T06:50:12Z,7,ann,OUTLOOK.EXE,Logon,0,\"Logon: Delegate, /o=X/cn=ann in database DB01\"")
    ),
    (
      "mailbox_replication",
      log(
        "MRS Log",
        "Time,RequestGuid,StatusDetail,RequestType,SourceExchangeGuid,FilePath,ItemsTransferred,BytesTransferred",
        "2021-03-03T06:50:12Z,r-1,CopyingMessages,MailboxExport,g-1,\\\\EX01\\c$\\a.pst,12,3456")
    ),
    (
      "smtp_receive",
      log(
        "SMTP Receive Protocol Log",
        "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context",
        "2021-03-03T06:50:12Z,EX01\\Default,08D8,1,10.0.0.1:25,192.0.2.1:5602,<,\"EHLO \"\"x\"\", y\",")
    ),
    (
      "smtp_send",
      log(
        "SMTP Send Protocol Log",
        "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context",
        "2021-03-03T06:50:12Z,Out,08D9,1,10.0.0.1:5602,192.0.2.1:25,+,,")
    ),
    (
      "pop3",
      log(
        "POP3 Log", "dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context",
        "2021-03-03T06:50:12.033Z,00000000000000A0,2,10.0.0.1:995,192.0.2.1:5602,ann,9,10,31,pass,*****,\"R=\"\"-ERR no\"\"\""
      )
    ),
    (
      "imap4",
      log(
        "IMAP4 Log", "dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context,puid",
        "2021-03-03T06:50:12.033Z,00000000000000A0,2,10.0.0.1:993,192.0.2.1:5602,ann,9,48,24,login,ann@x.example *****,R=ok,"
      )
    ),
    (
      "agent_log",
      log(
        "Agent Log", "Timestamp,SessionId,RemoteEndpoint,P1FromAddress,Recipient,NumRecipients,Agent,Event,Action",
        "2021-03-03T06:50:12Z,08D9,192.0.2.1:46904,x@y.example,ann@x.example,1,Trust Agent,OnEndOfHeaders,Modify")
    ),
    (
      "oab_generator",
      log(
        "OAB Generator Log", "DateTime,ServerName,EventId,EventData",
        "2021-03-03T06:50:12Z,EX01,Download,Download failed and temporary file C:\\inetpub\\a.aspx")
    ),
    ("exchange_log", log("Nobody knows", "DateTime,ServerName,UserName,What", "2021-03-03T06:50:12Z,EX01,ann,\"a,b\"")),
    (
      "message_trace",
      "Received,SenderAddress,RecipientAddress,Subject,Status,Size,MessageId,MessageTraceId\n"
        + "7/25/2022 12:26:13 PM,ann@x.example,x@y.example,\"Q1, \"\"final\"\"\",Delivered,87680,<a@b>,3b4f-c661\n"
    ),
    (
      "message_trace",
      "{\"value\":[{\"Received\":\"2022-07-25T12:26:13+02:00\",\"SenderAddress\":\"a@x\",\"RecipientAddress\":\"b@y\","
        + "\"Status\":\"Failed\",\"MessageId\":\"<a@b>\",\"MessageTraceId\":\"3b\"}]}"
    ),
    (
      "entra_sign_in_log",
      "{\"value\":[{\"createdDateTime\":\"2022-07-25T12:26:13Z\",\"userPrincipalName\":\"ann@x.example\",\"appId\":\"a\","
        + "\"ipAddress\":\"203.0.113.7\",\"id\":\"AB-1\",\"status\":{\"errorCode\":50126,\"failureReason\":\"O\\u0074.\"}}]}"
    ),
    (
      "entra_sign_in_log",
      "Date (UTC),Request ID,User,Username,Application ID,IP address,Status\n"
        + "2022-07-25T12:26:13Z,AB-1,\"Berg, Ann\",ann@x.example,app-1,203.0.113.7,Success\n"
    ),
    (
      "mailbox_state",
      "\"Name\",\"Identity\",\"MailboxOwnerId\",\"ForwardTo\",\"RedirectTo\"\n\".\",\"ann\\1\",\"ann\",\"[SMTP:x@y.example]\",\"\"\n"
    ),
    (
      "ediscovery_load_data",
      "Item Identity,Document ID,Original Path,Location,Target Path,Subject or Title,Sent\n"
        + "AAM=,4810,\"\\Inbox, old\",ann@x.example,Exchange\\ann.pst\\Inbox\\Offer,Offer,2021-03-02T09:59:58Z\n"
    ),
  ]
}
