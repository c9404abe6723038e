/// What the time of an event rests on.
package enum TimeBasis: String, Sendable {
  /// The format says UTC.
  case utc
  /// The record carries its own offset.
  case offset
  /// Taken from the command line or a default: to be told with every use.
  case assumed
}

/// The mailbox that an event names, just as logged; which mailbox that is, reconstruction concludes.
package struct LoggedMailbox: Sendable, Hashable {
  package var address: String?
  package var guid: String?
  package var sid: String?
  package var legacyDN: String?
  package var displayName: String?

  package init(
    address: String? = nil, guid: String? = nil, sid: String? = nil, legacyDN: String? = nil, displayName: String? = nil
  ) {
    self.address = address
    self.guid = guid
    self.sid = sid
    self.legacyDN = legacyDN
    self.displayName = displayName
  }

  package var isEmpty: Bool {
    address == nil && guid == nil && sid == nil && legacyDN == nil && displayName == nil
  }
}

/// One event of any log, with the items that it touched and the cmdlet that it ran.
package struct AuditRecord: Sendable, Equatable {
  package var ordinal: Ordinal
  package var location: SourceLocation
  /// SHA-256 of the payload after the container's own quoting is undone; of JSON in its plain spelling, so that exports
  /// that spell one event differently agree.
  package var payloadSHA256: Digest
  /// `unified_audit_log`, `mailbox_audit_log`…
  package var logKind: String
  /// The event's own id; two records with the same one are copies of one event.
  package var externalID: String?
  package var occurredAt: Microseconds?
  /// End of the time that the record covers, exclusive: a Bind gathers two minutes.
  package var occurredTo: Microseconds?
  package var timeBasis: TimeBasis
  /// Microsoft's record type number, where the log has one.
  package var recordType: Int64?
  package var workload: String?
  package var operation: String
  package var actor: String?
  /// Microsoft's UserType number.
  package var userType: Int64?
  /// `owner`, `admin`, `delegate`, `transport`, `system`, `best_access`, `delegated_admin`; else the number.
  package var logonType: String?
  package var mailbox: LoggedMailbox?
  /// An address without port and brackets, IPv6 in its shortest lower-case form.
  package var clientIP: String?
  package var clientPort: Int64?
  package var clientInfo: String?
  package var userAgent: String?
  /// The application that acted: `ClientAppId`, else `AppId`.
  package var appID: String?
  package var sessionKey: String?
  package var server: String?
  /// What the record is about: ObjectId, the mailbox or rule that a cmdlet changed.
  package var target: String?
  package var isSuccess: Bool?
  package var itemCount: Int64?
  package var byteCount: Int64?
  package var accesses: [MailAccess] = []
  package var cmdlet: Cmdlet?

  package init(
    ordinal: Ordinal, location: SourceLocation, payloadSHA256: Digest, logKind: String, timeBasis: TimeBasis,
    operation: String
  ) {
    self.ordinal = ordinal
    self.location = location
    self.payloadSHA256 = payloadSHA256
    self.logKind = logKind
    self.timeBasis = timeBasis
    self.operation = operation
  }

  /// The record itself, moved out of its place, where one that says nothing is left: a copy counts up the owners of each
  /// of its texts, and down again.
  package mutating func moveOut() -> AuditRecord {
    var moved = AuditRecord(
      ordinal: 0, location: location, payloadSHA256: payloadSHA256, logKind: "", timeBasis: timeBasis, operation: "")
    swap(&self, &moved)
    return moved
  }
}

/// Sizes below this many bytes are taken for those of an item; what claims more is hostile or damaged, and its size is
/// not known. Exchange and the formats of stores keep items far below; sums of them then fit 64 bits.
package let itemSizeLimit: Int64 = 1 << 32

/// One item, or one folder, that an event touched.
package struct MailAccess: Sendable, Equatable {
  package enum AccessType: String, Sendable, CaseIterable {
    case bind, sync, send, delete, move, create, update, search
    case attachment, folderBind = "folder_bind", permission
  }
  package var accessType: AccessType
  /// The folder's path where logged, else its name.
  package var folderName: String?
  /// The folder's id as logged.
  package var folderKey: String?
  package var destinationFolderName: String?
  package var internetMessageID: String?
  package var messageKey: Int64?
  /// The item's id as logged.
  package var itemKey: String?
  package var immutableID: String?
  package var subject: String?
  package var byteCount: Int64?
  /// nil where the record does not say.
  package var isThrottled: Bool?

  package init(_ accessType: AccessType) { self.accessType = accessType }
}

/// An Exchange or directory operation with parameters, from whichever log: `Set-Mailbox`, `New-InboxRule`;
/// also `UpdateInboxRules` and consent to an application, whose properties read like parameters.
package struct Cmdlet: Sendable, Equatable {
  package struct Parameter: Sendable, Equatable {
    package var name: String
    package var value: String?

    package init(name: String, value: String?) {
      self.name = name
      self.value = value
    }
  }
  package var name: String
  package var caller: String?
  package var target: String?
  package var parameters: [Parameter]

  package init(name: String, caller: String?, target: String?, parameters: [Parameter]) {
    self.name = name
    self.caller = caller
    self.target = target
    self.parameters = parameters
  }
}
