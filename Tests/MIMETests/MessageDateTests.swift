import MIME
import Testing

@Suite("Dates (RFC 5322 3.3, 4.3)")
struct MessageDateTests {
  @Test(
    "are read to the microsecond",
    arguments: [
      ("Thu, 01 Jan 1970 00:00:00 +0000", 0), ("Fri, 21 Nov 1997 09:55:06 -0600", 880_127_706),
      ("21 Nov 97 09:55:06 GMT", 880_106_106), ("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", 880_127_706),
      (
        "Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)",
        -27_723_480
      ),
      ("29 Feb 2000 12:00 EST", 951_843_600), ("1 Jan 49 00:00 UT", 2_493_072_000), ("1 Jan 50 00:00 Z", -631_152_000),
      ("1 Jan 103 00:00 +0000", 1_041_379_200), ("Mon Sep 17 08:35:12 2007", 1_190_018_112),
      ("Mon Sep 17 08:35:12 PDT 2007", 1_190_043_312), ("2009-06-12 14:22:05 +0200", 1_244_809_325),
      ("2009-06-12T14:22:05Z", 1_244_816_525), ("12-Jun-2009 14:22:05 +0200", 1_244_809_325),
      ("Fri, 12 June 2009 2:22:05 PM +0200", 1_244_809_325), ("Fri, 12 Jun 2009 12:22:05 AM GMT", 1_244_766_125),
      ("Fri, 12 Jun 2009 14:22:05 GMT+0200", 1_244_809_325), ("Fri, 12 Jun 2009 14:22:05 +02:00", 1_244_809_325),
      ("Fri,12 Jun 2009 14.22.05 +0200", 1_244_809_325), ("Fri 12 Jun 2009 14:22:05 \"CEST\"", 1_244_809_325),
      ("Sat, 30 Jun 2012 23:59:60 +0000", 1_341_100_800), ("Wed, 20 Sep 1995 00:19:00 (EDT) -0400", 811_570_740),
      ("Fri, 12 Jun 2009 14:22:05 --0400", 1_244_830_925), ("31 Dec 9999 23:59:59 +0000", 253_402_300_799),
    ] as [(String, Int64)])
  func reads(text: String, seconds: Int64) {
    #expect(MessageDate(Array(text.utf8))?.microseconds == seconds * 1_000_000)
  }

  @Test("fractions of a second")
  func fraction() {
    #expect(MessageDate(Array("1 Jan 1970 00:00:00.1234567 +0000".utf8))?.microseconds == 123_456)
  }

  @Test(
    "without a zone, or with one nobody knows, UTC is taken and told",
    arguments: ["21 Nov 1997 09:55:06", "21 Nov 1997 09:55:06 XYZ", "21 Nov 1997 09:55:06 A"])
  func noZone(text: String) {
    let date = MessageDate(Array(text.utf8))
    #expect(date?.microseconds == 880_106_106_000_000)
    #expect(date?.isZoneKnown == false)
  }

  @Test(
    "what is no date is none",
    arguments: [
      "", "Malformed Date.", "2009-06-12", "31 Feb 2009 00:00:00 +0000", "0 Jan 2009 00:00 GMT", "1 Jan 2009 25:00 GMT",
      "1 Jan 2009 10:60 GMT", "Mon, 13 Aug 1998 l8:14:23 +1000", "1 Foo 2009 10:00 GMT", "1 Jan 2009 10:00:61 GMT",
      "99999999999999999999 Jan 2009 10:00", "1 Jan 2009", "::::", "(((((",
    ])
  func notADate(text: String) { #expect(MessageDate(Array(text.utf8)) == nil) }

  @Test("a trace field's date stands behind its last semicolon, its recipient behind for")
  func received() {
    let value =
      "from a.example (helo; x) by b.example with ESMTP id 1; for <ann@b.example>; Fri, 21 Nov 1997 09:55:06 -0600 (CST)"
    let received = Received(Array(value.utf8))
    #expect(received.date?.microseconds == 880_127_706_000_000)
    #expect(received.recipients == ["ann@b.example"])
    #expect(Received(Array("from a by b".utf8)).dateText == nil)
  }
}
