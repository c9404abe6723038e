import EvidenceDatabase
import GRDB
import Testing

/// The columns that the design promises for each name of the contract.
private let promised: [(name: String, columns: String)] = [
  (
    "exhibit",
    """
    exhibit_id, parent_exhibit_id, path, kind, byte_count, sha256, md5, state, record_count, defect_count, custodian,
    acquired_at_us, acquisition_note
    """
  ),
  ("defect", "exhibit_id, source_offset, source_length, field, problem, consequence"),
  ("mailbox", "mailbox_id, address, display_name, kind, location, parent_mailbox_id"),
  ("mailbox_alias", "mailbox_id, kind, value, valid_from_us, valid_to_us, basis"),
  (
    "folder",
    "folder_id, exhibit_id, mailbox_id, parent_folder_id, name, path, source_node, declared_count, found_count"
  ),
  (
    "message",
    """
    message_id, exhibit_id, mailbox_id, folder_id, parent_message_id, source_node, source_offset, source_length,
    message_class, internet_message_id, message_key, message_id_hash, subject, sender_address, sender_name, sent_at_us,
    received_at_us, created_at_us, modified_at_us, byte_count, attachment_count, is_read, store_area, entry_id,
    source_key, search_key, conversation_id, is_associated, is_recovered, recovery_method, content_sha256
    """
  ),
  ("message_body", "message_id, body_text, body_source, headers"),
  ("recipient", "message_id, kind, address, display_name"),
  ("attachment", "attachment_id, message_id, name, media_type, byte_count, sha256, embedded_message_id"),
  (
    "audit_record",
    """
    audit_record_id, exhibit_id, source_offset, source_length, source_line, copies, log_kind, external_id,
    occurred_at_us, occurred_to_us, time_basis, operation, operation_lc, actor, actor_lc, logon_type, mailbox_id,
    client_ip, client_info, user_agent, app_id, session_key, server, is_success, item_count, byte_count
    """
  ),
  ("audit_record_copy", "audit_record_id, exhibit_id, source_offset, source_length, payload_sha256"),
  (
    "mail_access",
    """
    mail_access_id, audit_record_id, occurred_at_us, mailbox_id, access_type, folder_name, folder_key,
    destination_folder_name, internet_message_id, message_key, item_key, immutable_id, subject, byte_count, is_throttled
    """
  ),
  (
    "web_request",
    """
    audit_record_id, exhibit_id, source_offset, source_length, source_line, log_kind, occurred_at_us, actor, actor_lc,
    mailbox_id, client_ip, user_agent, server, method, host, path_id, path, path_lc, query, query_lc, status,
    anchor_id, anchor_mailbox,
    routing_hint, request_bytes, response_bytes, server_build
    """
  ),
  ("request_path", "path_id, path_lc, folder_lc, file_lc, extension_lc"),
  ("forged_anchor", "anchor_id, anchor_lc, host_lc, target_lc"),
  ("command_text", "audit_record_id, ordinal, command_lc"),
  ("server_alias", "alias_lc, server, basis"),
  ("server_event", "server_event_id, server, occurred_at_us, phase, audit_record_id, finding_id, detail"),
  ("mailbox_location", "mailbox_id, location, basis, audit_record_id, moved_us"),
  ("log_copy", "exhibit_id, of_exhibit_id, to_offset, record_count"),
  ("cmdlet", "audit_record_id, cmdlet, cmdlet_lc, caller, target"),
  ("cmdlet_parameter", "audit_record_id, name_lc, value, value_lc"),
  ("record", "audit_record_id, exhibit_id, source_offset, source_length, source_line, log_kind, occurred_at_us"),
  (
    "access_session",
    """
    session_id, fingerprint, mailbox_id, actor, client_ip, app_id, session_key, first_us, last_us, event_count,
    item_count, byte_count, is_suspect, reason
    """
  ),
  ("session_record", "session_id, audit_record_id"),
  ("access_hour", "mailbox_id, session_id, access_type, hour_us, item_count, byte_count"),
  ("session_trait", "session_id, speaks, trait, reason, audit_record_id"),
  ("application_baseline", "app_id, first_us, last_us, active_days, log_days, mailbox_count, is_established, reason"),
  ("proposed_actor", "proposed_actor_id, title, first_us, last_us, session_count, suspect_count"),
  ("proposed_actor_session", "proposed_actor_id, session_id, is_suspect, basis, reason"),
  ("compromise_window", "mailbox_id, server, from_us, to_us, basis"),
  (
    "exposure",
    """
    exposure_id, mailbox_id, message_id, internet_message_id, tier, basis, placement, match_count, handled_by_actor,
    first_us, last_us, session_id, export_job_id
    """
  ),
  ("exposure_record", "exposure_id, audit_record_id, mail_access_id, coverage_id, role"),
  ("exposure_strongest", "exposure_id, mailbox_id, message_id, tier"),
  ("coverage", "coverage_id, log_kind, mailbox_id, server, from_us, to_us, state, basis"),
  ("detection_run", "detection, sql_sha256, parameters"),
  ("finding", "finding_id, detection, title, severity, technique, mailbox_id, first_us, last_us, summary"),
  (
    "finding_record",
    "finding_id, audit_record_id, message_id, session_id, export_job_id, coverage_id, role"
  ),
  ("cmdlet_address", "audit_record_id, name_lc, address_lc, domain_lc"),
  ("organisation_domain", "domain_lc, basis"),
  ("item_property", "message_id, ordinal, property_tag, name, property_type, value, byte_count, is_cut"),
  ("load_item", "load_item_id, exhibit_id, document_id, item_id, source, original_path, target_path"),
  ("load_item_place", "load_item_id, exhibit_id, message_id"),
  ("server_build", "server, server_lc, build, from_us, to_us, state, audit_record_id, basis"),
  (
    "judgement",
    """
    judgement_id, session_fingerprint, decision, reason, examiner, judged_at_us, mailbox, actor, client_ip, app_id,
    first_us, last_us, record_count, records_sha256
    """
  ),
  ("judgement_record", "judgement_id, audit_record_id"),
  (
    "judgement_state",
    "judgement_id, state, session_id, judged_record_count, session_record_count, shared_record_count"
  ),
  (
    "cmdlet_act",
    """
    cmdlet_act_id, cmdlet, cmdlet_lc, occurred_at_us, time_basis, log_kind, caller, target, server, client_ip, is_success,
    record_count
    """
  ),
  ("log_overlap", "exhibit_id, from_offset, to_offset, of_exhibit_id, of_from_offset, record_count"),
  (
    "entry_key_candidate", "mail_access_id, entry_key, basis, message_id, internet_message_id, other_mail_access_id"
  ),
  ("log_gap", "log_gap_id, exhibit_id, basis, missing_count, source_offset, note"),
  ("cmdlet_act_record", "cmdlet_act_id, audit_record_id, basis, equal_count, apart_us"),
  (
    "export_job",
    """
    export_job_id, mailbox_id, requested_us, completed_us, removed_us, requester, destination, filter, scope, state,
    is_webshell_write
    """
  ),
  ("export_job_mailbox", "export_job_id, mailbox_id"),
  ("export_job_record", "export_job_id, audit_record_id, role"),
  ("export_file", "export_file_id, export_job_id, role, path, exhibit_id, audit_record_id, byte_count, is_complete"),
  ("export_job_suspicion", "export_job_id, basis, reason"),
  (
    "job_judgement",
    """
    job_judgement_id, decision, reason, examiner, judged_at_us, kind, mailbox, requester, destination, requested_us,
    record_count, records_sha256
    """
  ),
  ("job_judgement_record", "job_judgement_id, audit_record_id"),
  (
    "job_judgement_state",
    "job_judgement_id, state, export_job_id, judged_record_count, job_record_count, shared_record_count"
  ),
  (
    "indicator_match",
    "indicator_id, place, message_id, audit_record_id, exhibit_id, attachment_id, export_job_id"
  ),
  ("indicator_session", "indicator_id, session_id"),
  ("mailbox_remainder", "mailbox_id, tier, basis, coverage_id, window_from_us, window_to_us"),
  ("custody_entry", "at_us, action, detail, previous_sha256, entry_sha256"),
]

@Suite("The contract")
struct SchemaTests {
  @Test("each name has at least its promised columns", arguments: promised)
  func columns(name: String, columns: String) throws {
    let database = try EvidenceDatabase.inMemory()
    let found = try database.read { try $0.columns(in: name).map(\.name) }
    let wanted = columns.split { $0 == "," || $0 == " " || $0 == "\n" }.map(String.init)
    #expect(Set(wanted).subtracting(found).isEmpty)
    #expect(try count(database, name) == 0)
  }

  @Test("the list of names is the contract's, and every derived table is there")
  func names() throws {
    #expect(Set(contractNames) == Set(promised.map(\.name)))
    let database = try EvidenceDatabase.inMemory()
    for table in derivedTables { #expect(try count(database, table) == 0) }
  }
}
