/// Exhibits by content, for the order in which the content hash takes them.
let exhibitRows = """
  SELECT e.exhibit_id, e.relative_path, p.relative_path AS parent, e.kind, e.byte_count, e.sha256, e.md5, e.state,
    e.record_count, e.defect_count, e.custodian, e.acquired_at_us, e.acquisition_note, e.assigned_mailbox,
    e.child_recipe, e.child_offset, e.child_length
  FROM exhibit AS e
  LEFT JOIN exhibit AS p ON p.exhibit_id = e.parent_exhibit_id
  ORDER BY e.relative_path, e.sha256, e.exhibit_id
  """

/// The evidence of one exhibit, whose first and last id are asked for; rows are named by their ordinals.
let evidenceRows: [(name: String, sql: String)] = [
  (
    "defect",
    """
    SELECT source_offset, source_length, field, problem, consequence FROM defect
    WHERE defect_id BETWEEN ? AND ? ORDER BY 1, 2, 3, 4, 5
    """
  ),
  (
    "owner_hint",
    """
    SELECT kind, value, basis, item_count FROM owner_hint
    WHERE owner_hint_id BETWEEN ? AND ? ORDER BY 1, 2, 3, 4
    """
  ),
  (
    "folder",
    """
    SELECT folder_id & 4294967295, parent_folder_id & 4294967295, name, path, source_node, declared_count, found_count,
      folder_key, is_search_folder, recovery_method
    FROM stored_folder WHERE folder_id BETWEEN ? AND ? ORDER BY folder_id
    """
  ),
  (
    "message",
    """
    SELECT message_id & 4294967295, folder_id & 4294967295, parent_message_id & 4294967295, source_node, source_offset,
      source_length, message_class, internet_message_id, message_key, message_id_hash, subject, sender_address,
      sender_name, sent_at_us, received_at_us, created_at_us, modified_at_us, byte_count, attachment_count, is_read,
      store_area, entry_id, source_key, search_key, conversation_id, is_associated, is_recovered, recovery_method,
      content_sha256
    FROM message WHERE message_id BETWEEN ? AND ? ORDER BY message_id
    """
  ),
  (
    "message_body",
    """
    SELECT message_id & 4294967295, body_text, body_source, headers
    FROM message_body WHERE message_id BETWEEN ? AND ? ORDER BY message_id
    """
  ),
  (
    "recipient",
    """
    SELECT message_id & 4294967295, ordinal, kind, address, display_name
    FROM recipient WHERE message_id BETWEEN ? AND ? ORDER BY message_id, ordinal
    """
  ),
  (
    "item_property",
    """
    SELECT message_id & 4294967295, ordinal, property_tag, name, property_type, value, byte_count, is_cut
    FROM item_property WHERE message_id BETWEEN ? AND ? ORDER BY message_id, ordinal
    """
  ),
  (
    "attachment",
    """
    SELECT attachment_id & 4294967295, message_id & 4294967295, name, media_type, byte_count, sha256,
      embedded_message_id & 4294967295, source_offset, source_length
    FROM attachment WHERE attachment_id BETWEEN ? AND ? ORDER BY attachment_id
    """
  ),
  (
    "audit_record",
    """
    SELECT v.audit_record_id & 4294967295, v.source_offset, v.source_length, v.source_line, v.log_kind, v.external_id,
      v.payload_key, v.occurred_at_us, v.occurred_to_us, v.time_basis, v.record_type, v.workload, v.operation, v.actor,
      v.user_type, v.logon_type, m.address, m.guid, m.sid, m.legacy_dn, m.display_name, v.client_ip, v.client_port,
      v.client_info, v.user_agent, v.app_id, v.session_key, v.server, v.target, v.is_success, v.item_count, v.byte_count
    FROM audit_record AS v
    JOIN stored_audit_record AS a ON a.audit_record_id = v.audit_record_id
    LEFT JOIN logged_mailbox AS m ON m.logged_mailbox_id = a.logged_mailbox_id
    WHERE v.audit_record_id BETWEEN ? AND ? ORDER BY v.audit_record_id
    """
  ),
  (
    "audit_record_copy",
    """
    SELECT c.audit_record_id & 4294967295, e.relative_path, e.sha256, c.source_offset, c.source_length, c.source_line,
      c.payload_sha256
    FROM audit_record_copy AS c JOIN exhibit AS e ON e.exhibit_id = c.exhibit_id
    WHERE c.audit_record_id BETWEEN ? AND ? ORDER BY 1, 2, 3, 4, 5, 6, 7
    """
  ),
  (
    "mail_access",
    """
    SELECT v.mail_access_id & 4294967295, v.audit_record_id & 4294967295, v.occurred_at_us, m.address, m.guid, m.sid,
      m.legacy_dn, m.display_name, v.access_type, v.folder_name, v.folder_key, v.destination_folder_name,
      v.internet_message_id, v.message_key, v.item_key, v.immutable_id, v.subject, v.byte_count, v.is_throttled
    FROM mail_access AS v
    JOIN stored_mail_access AS a ON a.mail_access_id = v.mail_access_id
    LEFT JOIN logged_mailbox AS m ON m.logged_mailbox_id = a.logged_mailbox_id
    WHERE v.mail_access_id BETWEEN ? AND ? ORDER BY v.mail_access_id
    """
  ),
  (
    "web_request",
    """
    SELECT v.audit_record_id & 4294967295, v.source_offset, v.source_length, v.source_line, v.log_kind, v.payload_key,
      v.occurred_at_us, v.time_basis, v.actor, m.address, m.guid, m.sid, m.legacy_dn, m.display_name, v.client_ip,
      v.user_agent, v.server, v.method, v.host, v.path, v.query, v.status, v.back_end_status, v.anchor_mailbox,
      v.routing_hint, v.soap_action, v.request_bytes, v.response_bytes, v.duration_ms, v.server_build
    FROM web_request AS v
    JOIN stored_web_request AS a ON a.audit_record_id = v.audit_record_id
    LEFT JOIN logged_mailbox AS m ON m.logged_mailbox_id = a.logged_mailbox_id
    WHERE v.audit_record_id BETWEEN ? AND ? ORDER BY v.audit_record_id
    """
  ),
  (
    "logged_server_build",
    """
    SELECT server, build, first_record_id & 4294967295, last_record_id & 4294967295, first_us, last_us, record_count
    FROM logged_server_build WHERE logged_server_build_id BETWEEN ? AND ? ORDER BY logged_server_build_id
    """
  ),
  (
    "log_gap",
    """
    SELECT basis, missing_count, source_offset, note FROM log_gap WHERE log_gap_id BETWEEN ? AND ? ORDER BY log_gap_id
    """
  ),
  (
    "log_overlap",
    """
    SELECT o.from_offset, o.to_offset, e.relative_path, e.sha256, o.of_from_offset, o.record_count
    FROM log_overlap AS o JOIN exhibit AS e ON e.exhibit_id = o.of_exhibit_id
    WHERE o.exhibit_id << 32 BETWEEN ? AND ? ORDER BY 1
    """
  ),
  (
    "load_item",
    """
    SELECT load_item_id & 4294967295, source_offset, source_length, source_line, document_id, item_id, source,
      original_path, target_path, subject, sender, sent_at_us, received_at_us, internet_message_id, duplicate_of,
      time_basis
    FROM load_item WHERE load_item_id BETWEEN ? AND ? ORDER BY load_item_id
    """
  ),
  (
    "log_copy",
    """
    SELECT e.relative_path, e.sha256, c.to_offset, c.record_count
    FROM log_copy AS c JOIN exhibit AS e ON e.exhibit_id = c.of_exhibit_id
    WHERE c.exhibit_id << 32 BETWEEN ? AND ?
    """
  ),
  (
    "cmdlet",
    """
    SELECT audit_record_id & 4294967295, cmdlet, caller, target
    FROM cmdlet WHERE audit_record_id BETWEEN ? AND ? ORDER BY audit_record_id
    """
  ),
  (
    "cmdlet_parameter",
    """
    SELECT audit_record_id & 4294967295, ordinal, name_lc, value
    FROM cmdlet_parameter WHERE audit_record_id BETWEEN ? AND ? ORDER BY audit_record_id, ordinal
    """
  ),
]
