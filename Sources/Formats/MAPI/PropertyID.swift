/// The properties that this program asks for, by their ids ([MS-OXPROPS] 2); the names leave out `PidTag`.
package enum PropertyID: UInt16, Sendable, CaseIterable {
  // The item
  case importance = 0x0017
  case messageClass = 0x001A
  case subject = 0x0037
  case clientSubmitTime = 0x0039
  case conversationTopic = 0x0070
  case conversationIndex = 0x0071
  case transportMessageHeaders = 0x007D
  case messageDeliveryTime = 0x0E06
  case messageFlags = 0x0E07
  case messageSize = 0x0E08
  case subjectPrefix = 0x003D
  case displayBcc = 0x0E02
  case displayCc = 0x0E03
  case displayTo = 0x0E04
  case normalizedSubject = 0x0E1D
  case hasNamedProperties = 0x664A
  case entryID = 0x0FFF
  case recordKey = 0x0FF9
  case body = 0x1000
  case reportText = 0x1001
  case rtfCompressed = 0x1009
  case html = 0x1013
  case internetMessageID = 0x1035
  case internetReferences = 0x1039
  case inReplyToID = 0x1042
  case displayName = 0x3001
  case creationTime = 0x3007
  case lastModificationTime = 0x3008
  case searchKey = 0x300B
  case conversationID = 0x3013
  case internetCodepage = 0x3FDE
  case messageLocaleID = 0x3FF1
  case messageCodepage = 0x3FFD
  case sourceKey = 0x65E0

  // Who sent it
  case sentRepresentingName = 0x0042
  case sentRepresentingAddressType = 0x0064
  case sentRepresentingEmailAddress = 0x0065
  case senderName = 0x0C1A
  case senderAddressType = 0x0C1E
  case senderEmailAddress = 0x0C1F
  case senderSMTPAddress = 0x5D01
  case sentRepresentingSMTPAddress = 0x5D02

  // Whose mailbox received it
  case receivedByAddressType = 0x0075
  case receivedByEmailAddress = 0x0076
  case receivedBySMTPAddress = 0x5D07

  // Recipients
  case recipientType = 0x0C15
  case addressType = 0x3002
  case emailAddress = 0x3003
  case smtpAddress = 0x39FE
  case recipientDisplayName = 0x5FF6

  // Attachments
  case attachSize = 0x0E20
  case attachData = 0x3701
  case attachFilename = 0x3704
  case attachMethod = 0x3705
  case attachLongFilename = 0x3707
  case attachPathname = 0x3708
  case attachLongPathname = 0x370D
  case attachMimeTag = 0x370E
  case attachContentID = 0x3712
  case attachContentLocation = 0x3713

  // Folders
  case contentCount = 0x3602
  case associatedContentCount = 0x3617
  case containerClass = 0x3613

  // The store
  case ipmSubtreeEntryID = 0x35E0
  case pstPassword = 0x67FF
  case userEntryID = 0x6619
  case mailboxOwnerEntryID = 0x661B
  case mailboxOwnerName = 0x661C
}
