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

  @Test("the XML of the log and what two sessions of the shell export of it are one event; another second is another")
  func sameEvent() async throws {
    let cliXML = { (session: String, second: Int) in
      """
      <Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><Props>
      <G N="RunspaceId">\(session)</G><S N="Identity">\(session)</S><S N="ModifiedObjectResolvedName">Ann</S>
      <S N="ObjectModified">contoso.example/Users/ann</S><S N="CmdletName">New-InboxRule</S>
      <S N="Caller">contoso.example/Users/Administrator</S><B N="Succeeded">false</B><S N="Error">It "failed"</S>
      <DT N="RunDate">2021-03-02T15:48:\(second)-07:00</DT><S N="OriginatingServer">EX01 (15.01.2176.002)</S>
      <Obj N="CmdletParameters" RefId="1"><LST>
      <Obj RefId="2"><Props><S N="Name">Name</S><S N="Value">.</S></Props></Obj>
      <Obj RefId="3"><Props><S N="Name">ForwardTo</S><S N="Value">"x" [SMTP:x@evil.example]</S></Props></Obj>
      </LST></Obj><Obj N="ModifiedProperties" RefId="4"><LST>
      <Obj RefId="5"><Props><S N="Name">ForwardTo</S><S N="NewValue">x@evil.example</S><S N="OldValue"></S></Props></Obj>
      </LST></Obj></Props></Obj></Objs>
      """
    }
    let id = { (text: String) in try await Reading.of(text, by: AdminAuditReader.self).records.map(\.externalID) }
    let xml = try await id("<SearchResults>\n" + Self.event + "</SearchResults>")
    #expect(xml.count == 1)
    #expect(try await id(cliXML("1", 15)) == xml)
    #expect(try await id(cliXML("2", 15)) == xml)
    #expect(try await id(cliXML("2", 16)) != xml)
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
