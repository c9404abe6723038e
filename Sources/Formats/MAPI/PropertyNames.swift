/// Names of well-known properties ([MS-OXPROPS] 2) of items that are not mail.
package enum PropertyNames {
  package static func name(of id: UInt16) -> String? { tags[id].map { "PidTag" + $0 } }

  package static func name(of property: NamedProperty) -> String? {
    switch property.name {
    case .number(let number): numbers[property.set]?[number].map { "PidLid" + $0 }
    case .string("Keywords") where property.set == NamedProperty.publicStringsSet: "PidNameKeywords"
    case .string: nil
    }
  }

  private static let tags: [UInt16: String] = [
    0x0017: "Importance", 0x0036: "Sensitivity", 0x0032: "ReportTime", 0x0049: "OriginalSubject",
    0x004E: "OriginalSubmitTime", 0x0060: "StartDate", 0x0061: "EndDate", 0x0063: "ResponseRequested",
    0x0070: "ConversationTopic", 0x0071: "ConversationIndex", 0x0072: "OriginalDisplayBcc",
    0x0073: "OriginalDisplayCc", 0x0074: "OriginalDisplayTo", 0x0C04: "NonDeliveryReportReasonCode",
    0x0C05: "NonDeliveryReportDiagCode", 0x0C1B: "SupplementaryInfo", 0x0E07: "MessageFlags",
    0x0E99: "ExtendedRuleMessageActions", 0x0E9A: "ExtendedRuleMessageCondition", 0x1001: "ReportText",
    0x1046: "OriginalMessageId", 0x3001: "DisplayName", 0x65E9: "RuleMessageState", 0x65EB: "RuleMessageProvider",
    0x65EC: "RuleMessageName", 0x65ED: "RuleMessageLevel", 0x65EE: "RuleMessageProviderData",
    0x65F3: "RuleMessageSequence", 0x6844: "ScheduleInfoDelegateNamesW", 0x6845: "ScheduleInfoDelegateEntryIds",
    0x6847: "FreeBusyPublishStart", 0x6848: "FreeBusyPublishEnd", 0x6849: "FreeBusyMessageEmailAddress",
    0x684A: "ScheduleInfoDelegateNames", 0x684F: "ScheduleInfoMonthsMerged", 0x6850: "ScheduleInfoFreeBusyMerged",
    0x6851: "ScheduleInfoMonthsTentative", 0x6852: "ScheduleInfoFreeBusyTentative", 0x6853: "ScheduleInfoMonthsBusy",
    0x6854: "ScheduleInfoFreeBusyBusy", 0x6855: "ScheduleInfoMonthsAway", 0x6856: "ScheduleInfoFreeBusyAway",
    0x6868: "FreeBusyRangeTimestamp", 0x7C06: "RoamingDatatypes", 0x7C07: "RoamingDictionary",
    0x7C08: "RoamingXmlStream", 0x3A00: "Account", 0x3A02: "CallbackTelephoneNumber", 0x3A05: "Generation",
    0x3A06: "GivenName", 0x3A08: "BusinessTelephoneNumber", 0x3A09: "HomeTelephoneNumber", 0x3A0A: "Initials",
    0x3A0B: "Keyword", 0x3A0C: "Language", 0x3A0D: "Location", 0x3A11: "Surname", 0x3A15: "PostalAddress",
    0x3A16: "CompanyName", 0x3A17: "Title", 0x3A18: "DepartmentName", 0x3A19: "OfficeLocation",
    0x3A1A: "PrimaryTelephoneNumber", 0x3A1B: "Business2TelephoneNumber", 0x3A1C: "MobileTelephoneNumber",
    0x3A1D: "RadioTelephoneNumber", 0x3A1E: "CarTelephoneNumber", 0x3A1F: "OtherTelephoneNumber",
    0x3A20: "TransmittableDisplayName", 0x3A21: "PagerTelephoneNumber", 0x3A22: "UserCertificate",
    0x3A23: "PrimaryFaxNumber", 0x3A24: "BusinessFaxNumber", 0x3A25: "HomeFaxNumber", 0x3A26: "Country",
    0x3A27: "Locality", 0x3A28: "StateOrProvince", 0x3A29: "StreetAddress", 0x3A2A: "PostalCode",
    0x3A2B: "PostOfficeBox", 0x3A2C: "TelexNumber", 0x3A2D: "IsdnNumber", 0x3A2E: "AssistantTelephoneNumber",
    0x3A2F: "Home2TelephoneNumber", 0x3A30: "Assistant", 0x3A41: "WeddingAnniversary", 0x3A42: "Birthday",
    0x3A43: "Hobbies", 0x3A44: "MiddleName", 0x3A45: "DisplayNamePrefix", 0x3A46: "Profession",
    0x3A47: "ReferredByName", 0x3A48: "SpouseName", 0x3A4D: "Gender", 0x3A4E: "ManagerName", 0x3A4F: "Nickname",
    0x3A50: "PersonalHomePage", 0x3A51: "BusinessHomePage", 0x3A57: "CompanyMainTelephoneNumber",
    0x3A58: "ChildrensNames", 0x3A59: "HomeAddressCity", 0x3A5A: "HomeAddressCountry",
    0x3A5B: "HomeAddressPostalCode", 0x3A5C: "HomeAddressStateOrProvince", 0x3A5D: "HomeAddressStreet",
    0x3A5E: "HomeAddressPostOfficeBox", 0x3A5F: "OtherAddressCity", 0x3A60: "OtherAddressCountry",
    0x3A61: "OtherAddressPostalCode", 0x3A62: "OtherAddressStateOrProvince", 0x3A63: "OtherAddressStreet",
    0x3A64: "OtherAddressPostOfficeBox",
  ]

  /// By the GUID of their set.
  private static let numbers: [[UInt8]: [UInt32: String]] = [
    outlookSet(0x02): appointment, outlookSet(0x03): task, outlookSet(0x04): address, NamedProperty.commonSet: common,
    outlookSet(0x0A): journal, outlookSet(0x0E): note, meetingSet: meeting,
  ]

  /// The sets {000620xx-0000-0000-C000-000000000046}.
  private static func outlookSet(_ number: UInt8) -> [UInt8] {
    [number, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
  }

  /// PSETID_Meeting, {6ED8DA90-450B-101B-98DA-00AA003F1305}.
  private static let meetingSet: [UInt8] = [
    0x90, 0xDA, 0xD8, 0x6E, 0x0B, 0x45, 0x1B, 0x10, 0x98, 0xDA, 0x00, 0xAA, 0x00, 0x3F, 0x13, 0x05,
  ]

  private static let meeting: [UInt32: String] = [
    0x01: "AttendeeCriticalChange", 0x02: "Where", 0x03: "GlobalObjectId", 0x1A: "OwnerCriticalChange",
    0x23: "CleanGlobalObjectId", 0x26: "MeetingType",
  ]

  /// PSETID_Appointment.
  private static let appointment: [UInt32: String] = [
    0x8201: "AppointmentSequence", 0x8205: "BusyStatus", 0x8208: "Location", 0x820D: "AppointmentStartWhole",
    0x820E: "AppointmentEndWhole", 0x8213: "AppointmentDuration", 0x8214: "AppointmentColor",
    0x8215: "AppointmentSubType", 0x8216: "AppointmentRecur", 0x8217: "AppointmentStateFlags",
    0x8218: "ResponseStatus", 0x8223: "Recurring", 0x8228: "ExceptionReplaceTime", 0x8231: "RecurrenceType",
    0x8232: "RecurrencePattern", 0x8233: "TimeZoneStruct", 0x8234: "TimeZoneDescription", 0x8235: "ClipStart",
    0x8236: "ClipEnd", 0x8238: "AllAttendeesString", 0x823B: "ToAttendeesString", 0x823C: "CcAttendeesString",
    0x825E: "AppointmentTimeZoneDefinitionStartDisplay", 0x825F: "AppointmentTimeZoneDefinitionEndDisplay",
    0x8260: "AppointmentTimeZoneDefinitionRecur",
  ]

  /// PSETID_Task.
  private static let task: [UInt32: String] = [
    0x8101: "TaskStatus", 0x8102: "PercentComplete", 0x8103: "TeamTask", 0x8104: "TaskStartDate",
    0x8105: "TaskDueDate", 0x8108: "TaskAccepted", 0x810F: "TaskDateCompleted", 0x8110: "TaskActualEffort",
    0x8111: "TaskEstimatedEffort", 0x8113: "TaskState", 0x8116: "TaskRecurrence", 0x811C: "TaskComplete",
    0x811F: "TaskOwner", 0x8121: "TaskAssigner", 0x8122: "TaskLastUser", 0x8126: "TaskFRecurring",
    0x8129: "TaskOwnership",
  ]

  /// PSETID_Address.
  private static let address: [UInt32: String] = [
    0x8005: "FileUnder", 0x801A: "HomeAddress", 0x801B: "WorkAddress", 0x801C: "OtherAddress", 0x802B: "Html",
    0x8045: "WorkAddressStreet", 0x8046: "WorkAddressCity", 0x8047: "WorkAddressState",
    0x8048: "WorkAddressPostalCode", 0x8049: "WorkAddressCountry", 0x804A: "WorkAddressPostOfficeBox",
    0x804C: "DistributionListChecksum", 0x8053: "DistributionListName", 0x8054: "DistributionListOneOffMembers",
    0x8055: "DistributionListMembers", 0x8062: "InstantMessagingAddress", 0x8064: "DistributionListStream",
    0x8080: "Email1DisplayName", 0x8082: "Email1AddressType", 0x8083: "Email1EmailAddress",
    0x8084: "Email1OriginalDisplayName", 0x8085: "Email1OriginalEntryId", 0x8090: "Email2DisplayName",
    0x8092: "Email2AddressType", 0x8093: "Email2EmailAddress", 0x8094: "Email2OriginalDisplayName",
    0x8095: "Email2OriginalEntryId", 0x80A0: "Email3DisplayName", 0x80A2: "Email3AddressType",
    0x80A3: "Email3EmailAddress", 0x80A4: "Email3OriginalDisplayName", 0x80A5: "Email3OriginalEntryId",
  ]

  /// PSETID_Common.
  private static let common: [UInt32: String] = [
    0x8501: "ReminderDelta", 0x8502: "ReminderTime", 0x8503: "ReminderSet", 0x8506: "Private", 0x8510: "SideEffects",
    0x8514: "SmartNoAttach", 0x8516: "CommonStart", 0x8517: "CommonEnd", 0x8518: "TaskMode", 0x8530: "FlagRequest",
    0x8534: "Mileage", 0x8535: "Billing", 0x8539: "Companies", 0x853A: "Contacts", 0x8552: "CurrentVersion",
    0x8554: "CurrentVersionName", 0x8560: "ReminderSignalTime", 0x8580: "InternetAccountName",
    0x8586: "ContactLinkName",
  ]

  /// PSETID_Log.
  private static let journal: [UInt32: String] = [
    0x8700: "LogType", 0x8706: "LogStart", 0x8707: "LogDuration", 0x8708: "LogEnd", 0x870C: "LogFlags",
    0x8712: "LogTypeDesc",
  ]

  /// PSETID_Note.
  private static let note: [UInt32: String] = [
    0x8B00: "NoteColor", 0x8B02: "NoteWidth", 0x8B03: "NoteHeight", 0x8B04: "NoteX", 0x8B05: "NoteY",
  ]
}
