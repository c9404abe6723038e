/// Every source the tool can read. To add one, write its file and name it here; the first that recognises wins.
package let allReaders: [any Reader.Type] = [
  GzipReader.self, ZIPReader.self, TarReader.self, SevenZipReader.self, PSTReader.self, MSGReader.self, TNEFReader.self,
  EVTXReader.self, UnifiedAuditLogReader.self, MailboxAuditReader.self, AdminAuditReader.self, MessageTraceReader.self,
  LoadDataReader.self,
  SignInReader.self, MailboxStateReader.self, IISReader.self, HttpProxyReader.self, EWSReader.self,
  ECPServerReader.self, ECPActivityReader.self, CmdletInfraReader.self, MapiHttpReader.self,
  RpcClientAccessReader.self, MailboxReplicationReader.self, MessageTrackingReader.self, SMTPReceiveReader.self,
  SMTPSendReader.self, POP3Reader.self, IMAP4Reader.self, AgentLogReader.self, OABGeneratorReader.self,
  ExchangeAuditReader.self, ExchangeLogReader.self,
  PowerShellTranscriptReader.self, MboxReader.self, EMLXReader.self, EMLReader.self, ConsoleHistoryReader.self,
]

/// The reader that knows these first bytes; nil where none does.
package func reader(for opening: Opening) -> (any Reader.Type)? {
  allReaders.first { $0.recognises(opening) }
}

/// The reader that an attachment is worth a child exhibit for: it is a log, a store or an archive. Mail attached to
/// mail is no exhibit of its own, it is an attached message.
package func readerOfAttachedEvidence(for opening: Opening) -> (any Reader.Type)? {
  reader(for: opening).flatMap { ["eml", "emlx"].contains($0.kind) ? nil : $0 }
}
