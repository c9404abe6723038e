import Records
import Testing

@testable import Readers

@Suite("Parameters of a cmdlet written as one text")
struct CommandLineTests {
  private func parameters(_ text: String) -> [[String?]] {
    CommandLine.parameters(of: text).map { [$0.name, $0.value] }
  }

  @Test("are names and values, with white space inside of quotes as it is")
  func plain() {
    #expect(
      parameters(#"-Identity "a  b" -Enabled $true -Confirm:$false -Force -Count 5 -Offset -5"#) == [
        ["Identity", "a  b"], ["Enabled", "True"], ["Confirm", "False"], ["Force", nil], ["Count", "5"],
        ["Offset", "-5"],
      ])
    #expect(parameters("").isEmpty)
  }

  @Test("quotes that are doubled are one; what looks like a parameter inside of them is text")
  func doubledQuotes() {
    #expect(
      parameters(#"-ContentFilter "(Subject -eq ""a -b"") -and x" -Mailbox 'it''s'"#) == [
        ["ContentFilter", #"(Subject -eq "a -b") -and x"#], ["Mailbox", "it's"],
      ])
  }

  @Test("quotes inside of quotes that are not doubled stay, as Exchange logs them")
  func rawQuotes() {
    let shell = #"http://f/<script language="JScript">eval(Request["a"],"unsafe");</script>"#
    #expect(
      parameters("-ExternalUrl \"\(shell)\" -Identity \"OAB (Default Web Site)\"") == [
        ["ExternalUrl", shell], ["Identity", "OAB (Default Web Site)"],
      ])
    #expect(
      parameters(#"-Subject "5" screen" -Name "x""#) == [["Subject", #"5" screen"#], ["Name", "x"]])
  }

  @Test("lists have their items with a semicolon between them")
  func lists() {
    #expect(
      parameters(#"-A "x","y, z" -B ("p") -C @("q", "r") -D one,two -E {$_.Name -eq "n"}"#) == [
        ["A", "x;y, z"], ["B", "p"], ["C", "q;r"], ["D", "one,two"], ["E", #"{$_.Name -eq "n"}"#],
      ])
    #expect(parameters(#"-ContentFilter {Body -like "x"}"#) == [["ContentFilter", #"Body -like "x""#]])
  }

  @Test("a text that is none is kept whole")
  func other() {
    #expect(parameters("get everything") == [["Parameters", "get everything"]])
    #expect(parameters("- x") == [["Parameters", "- x"]])
  }
}
