import Testing

@testable import SampleMaker

@Suite("The ground that the maker stands on")
struct GroundTests {
  @Test("dice of one seed and label throw alike, of another label otherwise")
  func dice() {
    var (one, same, other) = (
      Dice(seed: 7).stream("mail", 3), Dice(seed: 7).stream("mail", 3), Dice(seed: 7).stream("mail", 4)
    )
    let thrown = (0..<8).map { _ in one.next() }
    #expect((0..<8).map { _ in same.next() } == thrown)
    #expect((0..<8).map { _ in other.next() } != thrown)
  }

  @Test("xoshiro256** of seed 0 throws what its authors' program throws")
  func reference() {
    var dice = Dice(seed: 0)
    #expect((0..<3).map { _ in dice.next() } == [0x99EC_5F36_CB75_F2B4, 0xBF6E_1F78_4956_452A, 0x1A5F_849D_4933_E6E0])
  }

  @Test("a moment is spelt as each format spells it")
  func moments() {
    let at = Moment(2021, 3, 3, 6, 49, 42) + .milliseconds(123)
    #expect(at.isoSeconds == "2021-03-03T06:49:42")
    #expect(at.isoMilliseconds == "2021-03-03T06:49:42.123Z")
    #expect(at.portal == "2021-03-03T06:49:42.1230000Z ")
    #expect(at.isoOffset(minutes: -420) == "2021-03-02T23:49:42.123000-07:00")
    #expect(at.american == "3/3/2021 6:49:42 AM")
    #expect(at.internetDate(offsetMinutes: 60) == "Wed, 03 Mar 2021 07:49:42 +0100")
    #expect(at.asctime == "Wed Mar  3 06:49:42 2021")
    #expect(Moment(1970, 1, 1).fileTime == 116_444_736_000_000_000)
    #expect(Moment(2020, 2, 29, 23, 59, 59).isoSeconds == "2020-02-29T23:59:59")
  }

  @Test("JSON keeps the order of its members and leaves out those without a value")
  func json() {
    let value: JSON = .object(["b": "x\"\n", "a": nil, "c": [1, true, .null]])
    #expect(value.text == #"{"b":"x\"\n","c":[1,true,null]}"#)
  }
}
