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
      folder_key, is_search_folder
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

/// What names a mailbox: its row, then its aliases.
let mailboxKeys = """
  SELECT mailbox_id AS id, 0 AS part, address, display_name, kind, location AS more FROM mailbox
  UNION ALL
  SELECT mailbox_id, 1, kind, value, basis, NULL FROM mailbox_alias
  ORDER BY 1, 2, 3, 4, 5, 6
  """

/// What names a finding.
let findingKeys = """
  SELECT finding_id AS id, detection, title, severity, technique, mailbox_key(mailbox_id) AS mailbox, first_us, last_us,
    summary
  FROM finding ORDER BY finding_id
  """

/// Indicators and derived tables, free of ids; `mailbox_key` and `finding_key` name what an id stands for.
let conclusionRows: [(name: String, sql: String)] = [
  ("indicator", "SELECT kind, value, ip_from, ip_to, note, source_line FROM indicator"),
  ("trusted", "SELECT kind, value, ip_from, ip_to, note, source_line FROM trusted"),
  ("mailbox_decision", "SELECT relation, name, other_name FROM mailbox_decision"),
  (
    "mailbox",
    """
    SELECT mailbox_key(mailbox_id), address, display_name, kind, location, mailbox_key(parent_mailbox_id) FROM mailbox
    """
  ),
  (
    "mailbox_alias",
    "SELECT mailbox_key(mailbox_id), kind, value, valid_from_us, valid_to_us, basis FROM mailbox_alias"
  ),
  (
    "logged_mailbox_resolution",
    """
    SELECT m.fingerprint, mailbox_key(r.mailbox_id), r.basis
    FROM logged_mailbox_resolution AS r JOIN logged_mailbox AS m ON m.logged_mailbox_id = r.logged_mailbox_id
    """
  ),
  (
    "exhibit_mailbox",
    """
    SELECT e.relative_path, e.sha256, mailbox_key(r.mailbox_id), r.basis
    FROM exhibit_mailbox AS r JOIN exhibit AS e ON e.exhibit_id = r.exhibit_id
    """
  ),
  (
    "load_item_place",
    """
    SELECT l.relative_path AS list, l.sha256, p.load_item_id & 4294967295, e.relative_path, e.sha256,
      p.message_id & 4294967295
    FROM load_item_place AS p
    JOIN exhibit AS l ON l.exhibit_id = p.load_item_id >> 32
    JOIN exhibit AS e ON e.exhibit_id = p.exhibit_id
    """
  ),
  (
    "file_folder",
    """
    SELECT e.relative_path, e.sha256, t.relative_path AS tree, t.sha256, f.path, f.name, f.found_count, f.store_area
    FROM file_folder AS f
    JOIN exhibit AS e ON e.exhibit_id = f.folder_id >> 32
    JOIN exhibit AS t ON t.exhibit_id = f.tree_id
    """
  ),
  (
    "exhibit_folder",
    """
    SELECT e.relative_path, e.sha256, f.path
    FROM exhibit_folder AS r
    JOIN exhibit AS e ON e.exhibit_id = r.exhibit_id
    JOIN file_folder AS f ON f.folder_id = r.folder_id
    """
  ),
  (
    "access_session",
    """
    SELECT fingerprint, mailbox_key(mailbox_id), actor, client_ip, client_info, app_id, session_key, first_us, last_us,
      event_count, item_count, byte_count, is_suspect, reason
    FROM access_session
    """
  ),
  (
    "session_record",
    """
    SELECT s.fingerprint, e.relative_path, e.sha256, r.audit_record_id & 4294967295
    FROM session_record AS r
    JOIN stored_session AS s ON s.session_id = r.session_id
    JOIN exhibit AS e ON e.exhibit_id = r.audit_record_id >> 32
    """
  ),
  (
    "session_suspicion",
    """
    SELECT s.fingerprint, x.basis, i.kind, i.value_lc, finding_key(x.finding_id), x.reason
    FROM session_suspicion AS x
    JOIN stored_session AS s ON s.session_id = x.session_id
    LEFT JOIN indicator AS i ON i.indicator_id = x.indicator_id
    """
  ),
  // Without the time of the decision, which is the run's.
  (
    "judgement",
    """
    SELECT session_fingerprint, decision, reason, examiner, mailbox, actor, client_ip, app_id, first_us, last_us,
      record_count, records_sha256
    FROM judgement
    """
  ),
  (
    "judgement_record",
    """
    SELECT j.session_fingerprint, j.decision, e.relative_path, e.sha256, r.audit_record_id & 4294967295
    FROM judgement_record AS r
    JOIN judgement AS j ON j.judgement_id = r.judgement_id
    JOIN exhibit AS e ON e.exhibit_id = r.audit_record_id >> 32
    """
  ),
  (
    "judgement_state",
    """
    SELECT j.session_fingerprint, j.decision, x.state, s.fingerprint, x.judged_record_count, x.session_record_count,
      x.shared_record_count
    FROM judgement_state AS x
    JOIN judgement AS j ON j.judgement_id = x.judgement_id
    LEFT JOIN stored_session AS s ON s.session_id = x.session_id
    """
  ),
  (
    "access_hour",
    """
    SELECT mailbox_key(h.mailbox_id), s.fingerprint, h.access_type, h.hour_us, h.item_count, h.byte_count
    FROM access_hour AS h JOIN stored_session AS s ON s.session_id = h.session_id
    """
  ),
  (
    "application_baseline",
    """
    SELECT app_id, first_us, last_us, active_days, log_days, mailbox_count, address_count, usual_items, is_established,
      reason
    FROM application_baseline
    """
  ),
  (
    "session_trait",
    """
    SELECT s.fingerprint, t.speaks, t.trait, t.reason, e.relative_path, e.sha256, t.audit_record_id & 4294967295
    FROM session_trait AS t
    JOIN stored_session AS s ON s.session_id = t.session_id
    LEFT JOIN exhibit AS e ON e.exhibit_id = t.audit_record_id >> 32
    """
  ),
  (
    "proposed_actor",
    """
    SELECT title, first_us, last_us, session_count, suspect_count, mailbox_count, item_count, byte_count
    FROM proposed_actor
    """
  ),
  (
    "proposed_actor_session",
    """
    SELECT a.title, s.fingerprint, p.is_suspect, p.basis, p.reason
    FROM proposed_actor_session AS p
    JOIN proposed_actor AS a ON a.proposed_actor_id = p.proposed_actor_id
    JOIN stored_session AS s ON s.session_id = p.session_id
    """
  ),
  (
    "compromise_window",
    "SELECT mailbox_key(mailbox_id), server, from_us, to_us, basis FROM compromise_window"
  ),
  (
    "coverage",
    """
    SELECT c.log_kind, mailbox_key(c.mailbox_id), c.server, c.from_us, c.to_us, c.state, c.basis, e.relative_path,
      e.sha256, c.audit_record_id & 4294967295, c.record_count, c.note
    FROM coverage AS c LEFT JOIN exhibit AS e ON e.exhibit_id = c.audit_record_id >> 32
    """
  ),
  (
    "exposure",
    """
    SELECT mailbox_key(x.mailbox_id), e.relative_path, e.sha256, x.message_id & 4294967295, x.internet_message_id,
      x.message_key, x.tier, x.tier_rank, x.basis, x.placement, x.match_count, x.handled_by_actor, x.folder_name,
      x.byte_count, x.first_us, x.last_us, s.fingerprint
    FROM exposure AS x
    LEFT JOIN exhibit AS e ON e.exhibit_id = x.message_id >> 32
    LEFT JOIN stored_session AS s ON s.session_id = x.session_id
    """
  ),
  (
    "exposure_record",
    """
    SELECT mailbox_key(x.mailbox_id), em.relative_path, x.message_id & 4294967295, x.internet_message_id, x.tier,
      x.basis, s.fingerprint, e.relative_path, e.sha256, r.audit_record_id & 4294967295,
      r.mail_access_id & 4294967295, c.log_kind, c.from_us, c.to_us, c.state, r.role
    FROM exposure_record AS r
    JOIN exposure AS x ON x.exposure_id = r.exposure_id
    LEFT JOIN exhibit AS em ON em.exhibit_id = x.message_id >> 32
    LEFT JOIN stored_session AS s ON s.session_id = x.session_id
    LEFT JOIN exhibit AS e ON e.exhibit_id = COALESCE(r.audit_record_id, r.mail_access_id) >> 32
    LEFT JOIN coverage AS c ON c.coverage_id = r.coverage_id
    """
  ),
  (
    "mailbox_remainder",
    """
    SELECT mailbox_key(r.mailbox_id), r.tier, r.basis, c.log_kind, c.from_us, c.to_us, r.window_from_us, r.window_to_us
    FROM mailbox_remainder AS r LEFT JOIN coverage AS c ON c.coverage_id = r.coverage_id
    """
  ),
  (
    "actor_handling",
    """
    SELECT mailbox_key(h.mailbox_id), s.fingerprint, h.access_type, e.relative_path, e.sha256,
      h.mail_access_id & 4294967295, em.relative_path AS store, h.message_id & 4294967295, h.internet_message_id
    FROM actor_handling AS h
    JOIN stored_session AS s ON s.session_id = h.session_id
    LEFT JOIN exhibit AS e ON e.exhibit_id = h.mail_access_id >> 32
    LEFT JOIN exhibit AS em ON em.exhibit_id = h.message_id >> 32
    """
  ),
  (
    "reconstruction_note",
    """
    SELECT n.topic, mailbox_key(n.mailbox_id), x.relative_path, e.relative_path AS log,
      n.audit_record_id & 4294967295, n.note
    FROM reconstruction_note AS n
    LEFT JOIN exhibit AS x ON x.exhibit_id = n.exhibit_id
    LEFT JOIN exhibit AS e ON e.exhibit_id = n.audit_record_id >> 32
    """
  ),
  (
    "cmdlet_address",
    """
    SELECT e.relative_path, e.sha256, c.audit_record_id & 4294967295, c.ordinal, c.name_lc, c.address_lc, c.domain_lc
    FROM cmdlet_address AS c JOIN exhibit AS e ON e.exhibit_id = c.audit_record_id >> 32
    """
  ),
  (
    "server_build",
    """
    SELECT b.server, b.build, b.from_us, b.to_us, b.state, b.basis, e.relative_path, e.sha256,
      b.audit_record_id & 4294967295
    FROM server_build AS b LEFT JOIN exhibit AS e ON e.exhibit_id = b.audit_record_id >> 32
    """
  ),
  (
    "cmdlet_act_join",
    """
    SELECT e.relative_path, e.sha256, j.audit_record_id & 4294967295, f.relative_path AS act_path, f.sha256 AS act_sha256,
      j.cmdlet_act_id & 4294967295, j.basis, j.equal_count, j.apart_us
    FROM cmdlet_act_join AS j
    JOIN exhibit AS e ON e.exhibit_id = j.audit_record_id >> 32
    JOIN exhibit AS f ON f.exhibit_id = j.cmdlet_act_id >> 32
    """
  ),
  ("request_path", "SELECT path_lc, folder_lc, file_lc, extension_lc FROM request_path"),
  ("forged_anchor", "SELECT anchor_lc, host_lc, target_lc FROM forged_anchor"),
  (
    "command_text",
    """
    SELECT e.relative_path, e.sha256, c.audit_record_id & 4294967295, c.ordinal, c.command_lc
    FROM command_text AS c JOIN exhibit AS e ON e.exhibit_id = c.audit_record_id >> 32
    """
  ),
  (
    "request_account",
    """
    SELECT m.fingerprint, t.value FROM request_account AS r
    JOIN logged_mailbox AS m ON m.logged_mailbox_id = r.logged_mailbox_id
    LEFT JOIN text AS t ON t.text_id = r.actor_ref
    """
  ),
  (
    "mailbox_location",
    """
    SELECT mailbox_key(l.mailbox_id), l.location, l.basis, e.relative_path, e.sha256, l.audit_record_id & 4294967295
    FROM mailbox_location AS l LEFT JOIN exhibit AS e ON e.exhibit_id = l.audit_record_id >> 32
    """
  ),
  ("server_alias", "SELECT alias_lc, server, basis FROM server_alias"),
  (
    "server_event",
    """
    SELECT v.server, v.occurred_at_us, v.phase, e.relative_path, e.sha256, v.audit_record_id & 4294967295,
      finding_key(v.finding_id), v.detail
    FROM server_event AS v LEFT JOIN exhibit AS e ON e.exhibit_id = v.audit_record_id >> 32
    """
  ),
  (
    "entry_key_candidate",
    """
    SELECT e.relative_path, e.sha256, k.mail_access_id & 4294967295, k.entry_key, k.basis, s.relative_path AS store,
      k.message_id & 4294967295, k.internet_message_id, o.relative_path AS other, k.other_mail_access_id & 4294967295
    FROM entry_key_candidate AS k
    JOIN exhibit AS e ON e.exhibit_id = k.mail_access_id >> 32
    LEFT JOIN exhibit AS s ON s.exhibit_id = k.message_id >> 32
    LEFT JOIN exhibit AS o ON o.exhibit_id = k.other_mail_access_id >> 32
    """
  ),
  ("organisation_domain", "SELECT domain_lc, basis FROM organisation_domain"),
  (
    "detection_run",
    """
    SELECT detection, title, severity, technique, innocent, sql_sha256, parameters, row_count FROM detection_run
    """
  ),
  (
    "finding",
    """
    SELECT detection, title, severity, technique, mailbox_key(mailbox_id), first_us, last_us, summary FROM finding
    """
  ),
  (
    "finding_record",
    """
    SELECT finding_key(r.finding_id), e.relative_path, e.sha256, r.audit_record_id & 4294967295,
      em.relative_path AS store, r.message_id & 4294967295, s.fingerprint, c.log_kind, c.from_us, c.to_us, c.state,
      j.kind, j.requested_us, j.destination, r.role
    FROM finding_record AS r
    LEFT JOIN exhibit AS e ON e.exhibit_id = r.audit_record_id >> 32
    LEFT JOIN exhibit AS em ON em.exhibit_id = r.message_id >> 32
    LEFT JOIN stored_session AS s ON s.session_id = r.session_id
    LEFT JOIN coverage AS c ON c.coverage_id = r.coverage_id
    LEFT JOIN export_job AS j ON j.export_job_id = r.export_job_id
    """
  ),
]
