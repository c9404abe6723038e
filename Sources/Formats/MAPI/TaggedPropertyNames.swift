/// Tagged properties: `PidTag` is left out.
extension PropertyNames {
  /// What the id means whatever has it.
  static let tags: [UInt16: String] = [
    0x0015: "ExpiryTime", 0x0017: "Importance", 0x0026: "Priority", 0x0029: "ReadReceiptRequested",
    0x002E: "OriginalSensitivity", 0x0030: "ReplyTime", 0x0032: "ReportTime", 0x0036: "Sensitivity",
    0x003A: "ReportName", 0x0049: "OriginalSubject", 0x004B: "OriginalMessageClass", 0x004D: "OriginalAuthorName",
    0x004E: "OriginalSubmitTime", 0x0055: "OriginalDeliveryTime", 0x005A: "OriginalSenderName",
    0x005D: "OriginalSentRepresentingName", 0x0060: "StartDate", 0x0061: "EndDate", 0x0062: "OwnerAppointmentId",
    0x0063: "ResponseRequested", 0x0066: "OriginalSenderAddressType", 0x0067: "OriginalSenderEmailAddress",
    0x0070: "ConversationTopic", 0x0071: "ConversationIndex", 0x0072: "OriginalDisplayBcc",
    0x0073: "OriginalDisplayCc", 0x0074: "OriginalDisplayTo", 0x0080: "ReportDisposition",
    0x0081: "ReportDispositionMode", 0x0C04: "NonDeliveryReportReasonCode", 0x0C05: "NonDeliveryReportDiagCode",
    0x0C17: "ReplyRequested", 0x0C1B: "SupplementaryInfo", 0x0C20: "NonDeliveryReportStatusCode",
    0x0E07: "MessageFlags", 0x0E1B: "HasAttachments", 0x0E28: "PrimarySendAccount", 0x0E29: "NextSendAcct",
    0x0E99: "ExtendedRuleMessageActions", 0x0E9A: "ExtendedRuleMessageCondition", 0x0E9B: "ExtendedRuleSizeLimit",
    0x1001: "ReportText", 0x1039: "InternetReferences", 0x1042: "InReplyToId", 0x1046: "OriginalMessageId",
    0x1080: "IconIndex", 0x1081: "LastVerbExecuted", 0x1082: "LastVerbExecutionTime", 0x1090: "FlagStatus",
    0x1091: "FlagCompleteTime", 0x1095: "FollowupIcon", 0x3001: "DisplayName", 0x3004: "Comment",
    0x3018: "ArchiveTag", 0x3019: "PolicyTag", 0x301C: "RetentionDate", 0x3A00: "Account",
    0x3A02: "CallbackTelephoneNumber", 0x3A05: "Generation", 0x3A06: "GivenName", 0x3A07: "GovernmentIdNumber",
    0x3A08: "BusinessTelephoneNumber", 0x3A09: "HomeTelephoneNumber", 0x3A0A: "Initials", 0x3A0B: "Keyword",
    0x3A0C: "Language", 0x3A0D: "Location", 0x3A10: "OrganizationalIdNumber", 0x3A11: "Surname",
    0x3A15: "PostalAddress", 0x3A16: "CompanyName", 0x3A17: "Title", 0x3A18: "DepartmentName",
    0x3A19: "OfficeLocation", 0x3A1A: "PrimaryTelephoneNumber", 0x3A1B: "Business2TelephoneNumber",
    0x3A1C: "MobileTelephoneNumber", 0x3A1D: "RadioTelephoneNumber", 0x3A1E: "CarTelephoneNumber",
    0x3A1F: "OtherTelephoneNumber", 0x3A20: "TransmittableDisplayName", 0x3A21: "PagerTelephoneNumber",
    0x3A22: "UserCertificate", 0x3A23: "PrimaryFaxNumber", 0x3A24: "BusinessFaxNumber", 0x3A25: "HomeFaxNumber",
    0x3A26: "Country", 0x3A27: "Locality", 0x3A28: "StateOrProvince", 0x3A29: "StreetAddress", 0x3A2A: "PostalCode",
    0x3A2B: "PostOfficeBox", 0x3A2C: "TelexNumber", 0x3A2D: "IsdnNumber", 0x3A2E: "AssistantTelephoneNumber",
    0x3A2F: "Home2TelephoneNumber", 0x3A30: "Assistant", 0x3A40: "SendRichInfo", 0x3A41: "WeddingAnniversary",
    0x3A42: "Birthday", 0x3A43: "Hobbies", 0x3A44: "MiddleName", 0x3A45: "DisplayNamePrefix", 0x3A46: "Profession",
    0x3A47: "ReferredByName", 0x3A48: "SpouseName", 0x3A49: "ComputerNetworkName", 0x3A4A: "CustomerId",
    0x3A4B: "TelecommunicationsDeviceForDeafTelephoneNumber", 0x3A4C: "FtpSite", 0x3A4D: "Gender",
    0x3A4E: "ManagerName", 0x3A4F: "Nickname", 0x3A50: "PersonalHomePage", 0x3A51: "BusinessHomePage",
    0x3A57: "CompanyMainTelephoneNumber", 0x3A58: "ChildrensNames", 0x3A59: "HomeAddressCity",
    0x3A5A: "HomeAddressCountry", 0x3A5B: "HomeAddressPostalCode", 0x3A5C: "HomeAddressStateOrProvince",
    0x3A5D: "HomeAddressStreet", 0x3A5E: "HomeAddressPostOfficeBox", 0x3A5F: "OtherAddressCity",
    0x3A60: "OtherAddressCountry", 0x3A61: "OtherAddressPostalCode", 0x3A62: "OtherAddressStateOrProvince",
    0x3A63: "OtherAddressStreet", 0x3A64: "OtherAddressPostOfficeBox", 0x3A70: "UserX509Certificate",
    0x3FF8: "CreatorName", 0x3FFA: "LastModifierName", 0x65E9: "RuleMessageState", 0x65EA: "RuleMessageUserFlags",
    0x65EB: "RuleMessageProvider", 0x65EC: "RuleMessageName", 0x65ED: "RuleMessageLevel",
    0x65EE: "RuleMessageProviderData", 0x65F3: "RuleMessageSequence", 0x7C06: "RoamingDatatypes",
    0x7C07: "RoamingDictionary", 0x7C08: "RoamingXmlStream",
  ]

  /// Of free/busy data and delegates ([MS-OXOPFFB], [MS-OXODLGT]).
  static let freeBusy: [UInt16: String] = [
    0x6841: "ScheduleInfoResourceType", 0x6842: "ScheduleInfoDelegatorWantsCopy",
    0x6843: "ScheduleInfoDontMailDelegates", 0x6844: "ScheduleInfoDelegateNames",
    0x6845: "ScheduleInfoDelegateEntryIds", 0x6846: "GatewayNeedsToRefresh", 0x6847: "FreeBusyPublishStart",
    0x6848: "FreeBusyPublishEnd", 0x6849: "FreeBusyMessageEmailAddress", 0x684A: "ScheduleInfoDelegateNamesW",
    0x684B: "ScheduleInfoDelegatorWantsInfo", 0x684F: "ScheduleInfoMonthsMerged",
    0x6850: "ScheduleInfoFreeBusyMerged", 0x6851: "ScheduleInfoMonthsTentative",
    0x6852: "ScheduleInfoFreeBusyTentative", 0x6853: "ScheduleInfoMonthsBusy", 0x6854: "ScheduleInfoFreeBusyBusy",
    0x6855: "ScheduleInfoMonthsAway", 0x6856: "ScheduleInfoFreeBusyAway", 0x6868: "FreeBusyRangeTimestamp",
    0x6869: "FreeBusyCountMonths", 0x686A: "ScheduleInfoAppointmentTombstone", 0x686B: "DelegateFlags",
    0x686C: "ScheduleInfoFreeBusy", 0x686D: "ScheduleInfoAutoAcceptAppointments",
    0x686E: "ScheduleInfoDisallowRecurringAppts", 0x686F: "ScheduleInfoDisallowOverlappingAppts",
  ]

  /// Of shortcuts in the navigation pane ([MS-OXOCFG] 2.2.9).
  static let navigationShortcut: [UInt16: String] = [
    0x6842: "WlinkGroupHeaderID", 0x6847: "WlinkSaveStamp", 0x6849: "WlinkType", 0x684A: "WlinkFlags",
    0x684B: "WlinkOrdinal", 0x684C: "WlinkEntryId", 0x684D: "WlinkRecordKey", 0x684E: "WlinkStoreEntryId",
    0x684F: "WlinkFolderType", 0x6850: "WlinkGroupClsid", 0x6851: "WlinkGroupName", 0x6852: "WlinkSection",
    0x6853: "WlinkCalendarColor", 0x6854: "WlinkAddressBookEID", 0x6890: "WlinkClientID",
    0x6891: "WlinkAddressBookStoreEID", 0x6892: "WlinkROGroupType",
  ]

  /// Of definitions of search folders ([MS-OXOSRCH] 2.2.1).
  static let searchFolder: [UInt16: String] = [
    0x6834: "SearchFolderLastUsed", 0x683A: "SearchFolderExpiration", 0x6841: "SearchFolderTemplateId",
    0x6842: "SearchFolderId", 0x6844: "SearchFolderRecreateInfo", 0x6845: "SearchFolderDefinition",
    0x6846: "SearchFolderStorageType", 0x6847: "SearchFolderTag", 0x6848: "SearchFolderEfpFlags",
  ]

  /// Of definitions of views ([MS-OXOCFG] 2.2.6).
  static let view: [UInt16: String] = [
    0x7001: "ViewDescriptorBinary", 0x7002: "ViewDescriptorStrings", 0x7006: "ViewDescriptorName",
    0x7007: "ViewDescriptorVersion",
  ]
}
