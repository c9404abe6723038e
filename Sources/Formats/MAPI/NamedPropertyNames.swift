/// Named properties by their numbers in their sets ([MS-OXPROPS] 1.3.2): `PidLid` is left out.
extension PropertyNames {
  /// PSETID_Meeting.
  static let meeting: [UInt32: String] = [
    0x01: "AttendeeCriticalChange", 0x02: "Where", 0x03: "GlobalObjectId", 0x04: "IsSilent", 0x05: "IsRecurring",
    0x06: "RequiredAttendees", 0x07: "OptionalAttendees", 0x08: "ResourceAttendees", 0x09: "DelegateMail",
    0x0A: "IsException", 0x0C: "TimeZone", 0x0D: "StartRecurrenceDate", 0x0E: "StartRecurrenceTime",
    0x0F: "EndRecurrenceDate", 0x10: "EndRecurrenceTime", 0x11: "DayInterval", 0x12: "WeekInterval",
    0x13: "MonthInterval", 0x14: "YearInterval", 0x17: "MonthOfYearMask", 0x18: "OldRecurrenceType",
    0x1A: "OwnerCriticalChange", 0x1C: "CalendarType", 0x23: "CleanGlobalObjectId", 0x24: "AppointmentMessageClass",
    0x26: "MeetingType", 0x28: "OldLocation", 0x29: "OldWhenStartWhole", 0x2A: "OldWhenEndWhole",
  ]

  /// PSETID_Appointment.
  static let appointment: [UInt32: String] = [
    0x8201: "AppointmentSequence", 0x8202: "AppointmentSequenceTime", 0x8203: "AppointmentLastSequence",
    0x8204: "ChangeHighlight", 0x8205: "BusyStatus", 0x8206: "FExceptionalBody", 0x8207: "AppointmentAuxiliaryFlags",
    0x8208: "Location", 0x8209: "MeetingWorkspaceUrl", 0x820A: "ForwardInstance", 0x820C: "LinkedTaskItems",
    0x820D: "AppointmentStartWhole", 0x820E: "AppointmentEndWhole", 0x820F: "AppointmentStartTime",
    0x8210: "AppointmentEndTime", 0x8211: "AppointmentEndDate", 0x8212: "AppointmentStartDate",
    0x8213: "AppointmentDuration", 0x8214: "AppointmentColor", 0x8215: "AppointmentSubType",
    0x8216: "AppointmentRecur", 0x8217: "AppointmentStateFlags", 0x8218: "ResponseStatus",
    0x8220: "AppointmentReplyTime", 0x8223: "Recurring", 0x8224: "IntendedBusyStatus",
    0x8226: "AppointmentUpdateTime", 0x8228: "ExceptionReplaceTime", 0x8229: "FInvited",
    0x822B: "FExceptionalAttendees", 0x822E: "OwnerName", 0x822F: "FOthersAppointment",
    0x8230: "AppointmentReplyName", 0x8231: "RecurrenceType", 0x8232: "RecurrencePattern", 0x8233: "TimeZoneStruct",
    0x8234: "TimeZoneDescription", 0x8235: "ClipStart", 0x8236: "ClipEnd", 0x8237: "OriginalStoreEntryId",
    0x8238: "AllAttendeesString", 0x823A: "AutoFillLocation", 0x823B: "ToAttendeesString",
    0x823C: "CcAttendeesString", 0x8240: "ConferencingCheck", 0x8241: "ConferencingType", 0x8242: "Directory",
    0x8243: "OrganizerAlias", 0x8244: "AutoStartCheck", 0x8246: "AllowExternalCheck", 0x8247: "CollaborateDoc",
    0x8248: "NetShowUrl", 0x8249: "OnlinePassword", 0x8250: "AppointmentProposedStartWhole",
    0x8251: "AppointmentProposedEndWhole", 0x8256: "AppointmentProposedDuration",
    0x8257: "AppointmentCounterProposal", 0x8259: "AppointmentProposalNumber", 0x825A: "AppointmentNotAllowPropose",
    0x825D: "AppointmentUnsendableRecipients", 0x825E: "AppointmentTimeZoneDefinitionStartDisplay",
    0x825F: "AppointmentTimeZoneDefinitionEndDisplay", 0x8260: "AppointmentTimeZoneDefinitionRecur",
    0x8261: "ForwardNotificationRecipients", 0x827A: "InboundICalStream", 0x827B: "SingleBodyICal",
  ]

  /// PSETID_Task.
  static let task: [UInt32: String] = [
    0x8101: "TaskStatus", 0x8102: "PercentComplete", 0x8103: "TeamTask", 0x8104: "TaskStartDate",
    0x8105: "TaskDueDate", 0x8107: "TaskResetReminder", 0x8108: "TaskAccepted", 0x8109: "TaskDeadOccurrence",
    0x810F: "TaskDateCompleted", 0x8110: "TaskActualEffort", 0x8111: "TaskEstimatedEffort", 0x8112: "TaskVersion",
    0x8113: "TaskState", 0x8115: "TaskLastUpdate", 0x8116: "TaskRecurrence", 0x8117: "TaskAssigners",
    0x8119: "TaskStatusOnComplete", 0x811A: "TaskHistory", 0x811B: "TaskUpdates", 0x811C: "TaskComplete",
    0x811E: "TaskFCreator", 0x811F: "TaskOwner", 0x8120: "TaskMultipleRecipients", 0x8121: "TaskAssigner",
    0x8122: "TaskLastUser", 0x8123: "TaskOrdinal", 0x8124: "TaskNoCompute", 0x8125: "TaskLastDelegate",
    0x8126: "TaskFRecurring", 0x8127: "TaskRole", 0x8129: "TaskOwnership", 0x812A: "TaskAcceptanceState",
    0x812C: "TaskFFixOffline", 0x8139: "TaskCustomFlags",
  ]

  /// PSETID_Address.
  static let address: [UInt32: String] = [
    0x8005: "FileUnder", 0x8006: "FileUnderId", 0x8007: "ContactItemData", 0x800E: "ReferredBy", 0x8010: "Department",
    0x8015: "HasPicture", 0x801A: "HomeAddress", 0x801B: "WorkAddress", 0x801C: "OtherAddress",
    0x8022: "PostalAddressId", 0x8023: "ContactCharacterSet", 0x8025: "AutoLog", 0x8026: "FileUnderList",
    0x8028: "AddressBookProviderEmailList", 0x8029: "AddressBookProviderArrayType", 0x802B: "Html",
    0x802C: "YomiFirstName", 0x802D: "YomiLastName", 0x802E: "YomiCompanyName",
    0x8040: "BusinessCardDisplayDefinition", 0x8041: "BusinessCardCardPicture", 0x8045: "WorkAddressStreet",
    0x8046: "WorkAddressCity", 0x8047: "WorkAddressState", 0x8048: "WorkAddressPostalCode",
    0x8049: "WorkAddressCountry", 0x804A: "WorkAddressPostOfficeBox", 0x804C: "DistributionListChecksum",
    0x804D: "BirthdayEventEntryId", 0x804E: "AnniversaryEventEntryId", 0x804F: "ContactUserField1",
    0x8050: "ContactUserField2", 0x8051: "ContactUserField3", 0x8052: "ContactUserField4",
    0x8053: "DistributionListName", 0x8054: "DistributionListOneOffMembers", 0x8055: "DistributionListMembers",
    0x8062: "InstantMessagingAddress", 0x8064: "DistributionListStream", 0x8080: "Email1DisplayName",
    0x8082: "Email1AddressType", 0x8083: "Email1EmailAddress", 0x8084: "Email1OriginalDisplayName",
    0x8085: "Email1OriginalEntryId", 0x8090: "Email2DisplayName", 0x8092: "Email2AddressType",
    0x8093: "Email2EmailAddress", 0x8094: "Email2OriginalDisplayName", 0x8095: "Email2OriginalEntryId",
    0x80A0: "Email3DisplayName", 0x80A2: "Email3AddressType", 0x80A3: "Email3EmailAddress",
    0x80A4: "Email3OriginalDisplayName", 0x80A5: "Email3OriginalEntryId", 0x80B2: "Fax1AddressType",
    0x80B3: "Fax1EmailAddress", 0x80B4: "Fax1OriginalDisplayName", 0x80B5: "Fax1OriginalEntryId",
    0x80C2: "Fax2AddressType", 0x80C3: "Fax2EmailAddress", 0x80C4: "Fax2OriginalDisplayName",
    0x80C5: "Fax2OriginalEntryId", 0x80D2: "Fax3AddressType", 0x80D3: "Fax3EmailAddress",
    0x80D4: "Fax3OriginalDisplayName", 0x80D5: "Fax3OriginalEntryId", 0x80D8: "FreeBusyLocation",
    0x80DA: "HomeAddressCountryCode", 0x80DB: "WorkAddressCountryCode", 0x80DC: "OtherAddressCountryCode",
    0x80DD: "AddressCountryCode", 0x80DE: "BirthdayLocal", 0x80DF: "WeddingAnniversaryLocal",
    0x80E0: "IsContactLinked", 0x80E2: "ContactLinkedGlobalAddressListEntryId", 0x80E3: "ContactLinkSMTPAddressCache",
    0x80E5: "ContactLinkLinkRejectHistory", 0x80E6: "ContactLinkGlobalAddressListLinkState",
    0x80E8: "ContactLinkGlobalAddressListLinkId",
  ]

  /// PSETID_Common.
  static let common: [UInt32: String] = [
    0x8501: "ReminderDelta", 0x8502: "ReminderTime", 0x8503: "ReminderSet", 0x8504: "ReminderTimeTime",
    0x8505: "ReminderTimeDate", 0x8506: "Private", 0x850E: "AgingDontAgeMe", 0x8510: "SideEffects",
    0x8511: "RemoteStatus", 0x8514: "SmartNoAttach", 0x8516: "CommonStart", 0x8517: "CommonEnd", 0x8518: "TaskMode",
    0x8519: "TaskGlobalId", 0x851A: "AutoProcessState", 0x851C: "ReminderOverride", 0x851D: "ReminderType",
    0x851E: "ReminderPlaySound", 0x851F: "ReminderFileParameter", 0x8520: "VerbStream", 0x8524: "VerbResponse",
    0x8530: "FlagRequest", 0x8534: "Mileage", 0x8535: "Billing", 0x8536: "NonSendableTo", 0x8537: "NonSendableCc",
    0x8538: "NonSendableBcc", 0x8539: "Companies", 0x853A: "Contacts", 0x8543: "NonSendToTrackStatus",
    0x8544: "NonSendCcTrackStatus", 0x8545: "NonSendBccTrackStatus", 0x8552: "CurrentVersion",
    0x8554: "CurrentVersionName", 0x8560: "ReminderSignalTime", 0x8580: "InternetAccountName",
    0x8581: "InternetAccountStamp", 0x8582: "UseTnef", 0x8584: "ContactLinkSearchKey", 0x8585: "ContactLinkEntry",
    0x8586: "ContactLinkName", 0x859C: "SpamOriginalFolder", 0x85A0: "ToDoOrdinalDate", 0x85A1: "ToDoSubOrdinal",
    0x85A4: "ToDoTitle", 0x85B1: "InfoPathFormName", 0x85B5: "Classified", 0x85B6: "Classification",
    0x85B7: "ClassificationDescription", 0x85B8: "ClassificationGuid", 0x85BA: "ClassificationKeep",
    0x85BD: "ReferenceEntryId", 0x85BF: "ValidFlagStringProof", 0x85C0: "FlagString",
    0x85C6: "ConversationActionMoveFolderEid", 0x85C7: "ConversationActionMoveStoreEid",
    0x85C8: "ConversationActionMaxDeliveryTime", 0x85C9: "ConversationProcessed",
    0x85CA: "ConversationActionLastAppliedTime", 0x85CB: "ConversationActionVersion",
    0x85E0: "PendingStateForSiteMailboxDocument",
  ]

  /// PSETID_Log.
  static let journal: [UInt32: String] = [
    0x8700: "LogType", 0x8706: "LogStart", 0x8707: "LogDuration", 0x8708: "LogEnd", 0x870C: "LogFlags",
    0x870E: "LogDocumentPrinted", 0x870F: "LogDocumentSaved", 0x8710: "LogDocumentRouted",
    0x8711: "LogDocumentPosted", 0x8712: "LogTypeDesc",
  ]

  /// PSETID_Note.
  static let note: [UInt32: String] = [
    0x8B00: "NoteColor", 0x8B02: "NoteWidth", 0x8B03: "NoteHeight", 0x8B04: "NoteX", 0x8B05: "NoteY",
  ]

  /// PSETID_Sharing.
  static let sharing: [UInt32: String] = [
    0x8A00: "SharingStatus", 0x8A01: "SharingProviderGuid", 0x8A02: "SharingProviderName",
    0x8A03: "SharingProviderUrl", 0x8A04: "SharingRemotePath", 0x8A05: "SharingRemoteName",
    0x8A06: "SharingRemoteUid", 0x8A07: "SharingInitiatorName", 0x8A08: "SharingInitiatorSmtp",
    0x8A09: "SharingInitiatorEntryId", 0x8A0A: "SharingFlags", 0x8A0E: "SharingLocalPath", 0x8A0F: "SharingLocalName",
    0x8A10: "SharingLocalUid", 0x8A14: "SharingLocalType", 0x8A15: "SharingFolderEntryId",
    0x8A17: "SharingCapabilities", 0x8A18: "SharingFlavor", 0x8A1B: "SharingPermissions",
    0x8A1C: "SharingInstanceGuid", 0x8A1D: "SharingRemoteType", 0x8A1F: "SharingLastSyncTime",
    0x8A24: "SharingConfigurationUrl", 0x8A27: "SharingResponseType", 0x8A28: "SharingResponseTime",
    0x8A29: "SharingOriginalMessageEntryId", 0x8A51: "SharingBrowseUrl",
  ]

  /// PSETID_PostRss.
  static let postRSS: [UInt32: String] = [
    0x8900: "PostRssChannelLink", 0x8901: "PostRssItemLink", 0x8902: "PostRssItemHash", 0x8903: "PostRssItemGuid",
    0x8904: "PostRssChannel", 0x8905: "PostRssItemXml", 0x8906: "PostRssSubscription",
  ]
}
