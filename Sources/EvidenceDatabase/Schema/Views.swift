/// The names of the contract that stand on interned text and derived side tables.
let contractViews = """
  CREATE VIEW folder AS
  SELECT f.folder_id, f.folder_id >> 32 AS exhibit_id, em.mailbox_id, f.parent_folder_id, f.name, f.path,
    f.source_node, f.declared_count, f.found_count, f.folder_key, f.is_search_folder
  FROM stored_folder AS f
  LEFT JOIN exhibit_mailbox AS em ON em.exhibit_id = f.folder_id >> 32;

  CREATE VIEW message AS
  SELECT m.message_id, m.message_id >> 32 AS exhibit_id, em.mailbox_id, m.folder_id, m.parent_message_id,
    m.source_node, m.source_offset, m.source_length, class.value AS message_class, m.internet_message_id,
    m.message_key, m.message_id_hash, m.subject, sender.value AS sender_address, name.value AS sender_name,
    m.sent_at_us, m.received_at_us, m.created_at_us, m.modified_at_us, m.byte_count, m.attachment_count, m.is_read,
    m.store_area, m.entry_id, m.source_key, m.search_key, m.conversation_id, m.is_associated, m.is_recovered,
    m.recovery_method, m.content_sha256
  FROM stored_message AS m
  LEFT JOIN exhibit_mailbox AS em ON em.exhibit_id = m.message_id >> 32
  LEFT JOIN text AS class ON class.text_id = m.message_class_ref
  LEFT JOIN text AS sender ON sender.text_id = m.sender_address_ref
  LEFT JOIN text AS name ON name.text_id = m.sender_name_ref;

  CREATE VIEW recipient AS
  SELECT r.message_id, r.ordinal, kind.value AS kind, address.value AS address,
    COALESCE(address.value_lc, address.value) AS address_lc, name.value AS display_name
  FROM stored_recipient AS r
  JOIN text AS kind ON kind.text_id = r.kind_ref
  LEFT JOIN text AS address ON address.text_id = r.address_ref
  LEFT JOIN text AS name ON name.text_id = r.display_name_ref;

  CREATE VIEW audit_record AS
  SELECT a.audit_record_id, a.audit_record_id >> 32 AS exhibit_id, a.source_offset, a.source_length, a.source_line,
    1 + (SELECT COUNT(*) FROM audit_record_copy AS c WHERE c.audit_record_id = a.audit_record_id) AS copies,
    log_kind.value AS log_kind, a.external_id, a.occurred_at_us, a.occurred_to_us, time_basis.value AS time_basis,
    a.record_type, workload.value AS workload, operation.value AS operation,
    COALESCE(operation.value_lc, operation.value) AS operation_lc, actor.value AS actor,
    COALESCE(actor.value_lc, actor.value) AS actor_lc, a.user_type, logon_type.value AS logon_type, lr.mailbox_id,
    client_ip.value AS client_ip, a.client_port, client_info.value AS client_info,
    COALESCE(client_info.value_lc, client_info.value) AS client_info_lc, user_agent.value AS user_agent,
    COALESCE(user_agent.value_lc, user_agent.value) AS user_agent_lc, app_id.value AS app_id,
    session_key.value AS session_key, server.value AS server, a.target, a.is_success, a.item_count, a.byte_count,
    a.payload_key
  FROM stored_audit_record AS a
  JOIN text AS log_kind ON log_kind.text_id = a.log_kind_ref
  JOIN text AS time_basis ON time_basis.text_id = a.time_basis_ref
  JOIN text AS operation ON operation.text_id = a.operation_ref
  LEFT JOIN text AS workload ON workload.text_id = a.workload_ref
  LEFT JOIN text AS actor ON actor.text_id = a.actor_ref
  LEFT JOIN text AS logon_type ON logon_type.text_id = a.logon_type_ref
  LEFT JOIN logged_mailbox_resolution AS lr ON lr.logged_mailbox_id = a.logged_mailbox_id
  LEFT JOIN text AS client_ip ON client_ip.text_id = a.client_ip_ref
  LEFT JOIN text AS client_info ON client_info.text_id = a.client_info_ref
  LEFT JOIN text AS user_agent ON user_agent.text_id = a.user_agent_ref
  LEFT JOIN text AS app_id ON app_id.text_id = a.app_id_ref
  LEFT JOIN text AS session_key ON session_key.text_id = a.session_key_ref
  LEFT JOIN text AS server ON server.text_id = a.server_ref;

  CREATE VIEW record AS
  SELECT audit_record_id, exhibit_id, source_offset, source_length, source_line, log_kind, occurred_at_us, operation,
    actor, actor_lc, mailbox_id, client_ip, user_agent, server
  FROM audit_record;

  CREATE VIEW mail_access AS
  SELECT m.mail_access_id, m.audit_record_id, m.occurred_at_us, lr.mailbox_id, access_type.value AS access_type,
    folder_name.value AS folder_name, folder_key.value AS folder_key, destination.value AS destination_folder_name,
    m.internet_message_id, m.message_key, m.item_key, m.immutable_id, m.subject, m.byte_count, m.is_throttled
  FROM stored_mail_access AS m
  JOIN text AS access_type ON access_type.text_id = m.access_type_ref
  LEFT JOIN logged_mailbox_resolution AS lr ON lr.logged_mailbox_id = m.logged_mailbox_id
  LEFT JOIN text AS folder_name ON folder_name.text_id = m.folder_name_ref
  LEFT JOIN text AS folder_key ON folder_key.text_id = m.folder_key_ref
  LEFT JOIN text AS destination ON destination.text_id = m.destination_folder_name_ref;

  CREATE VIEW cmdlet AS
  SELECT c.audit_record_id, cmdlet.value AS cmdlet, COALESCE(cmdlet.value_lc, cmdlet.value) AS cmdlet_lc,
    caller.value AS caller, c.target
  FROM stored_cmdlet AS c
  JOIN text AS cmdlet ON cmdlet.text_id = c.cmdlet_ref
  LEFT JOIN text AS caller ON caller.text_id = c.caller_ref;

  CREATE VIEW cmdlet_parameter AS
  SELECT p.audit_record_id, p.ordinal, COALESCE(name.value_lc, name.value) AS name_lc, p.value,
    COALESCE(p.value_lc, p.value) AS value_lc
  FROM stored_cmdlet_parameter AS p
  JOIN text AS name ON name.text_id = p.name_ref;

  CREATE VIEW access_session AS
  SELECT s.session_id, s.fingerprint, s.mailbox_id, actor.value AS actor,
    COALESCE(actor.value_lc, actor.value) AS actor_lc, client_ip.value AS client_ip,
    client_info.value AS client_info, app_id.value AS app_id, session_key.value AS session_key, s.first_us, s.last_us,
    s.event_count, s.item_count, s.byte_count,
    CASE WHEN EXISTS (SELECT 1 FROM session_suspicion AS x WHERE x.session_id = s.session_id) THEN 1 ELSE 0 END
      AS is_suspect,
    (SELECT MIN(x.reason) FROM session_suspicion AS x WHERE x.session_id = s.session_id) AS reason
  FROM stored_session AS s
  LEFT JOIN text AS actor ON actor.text_id = s.actor_ref
  LEFT JOIN text AS client_ip ON client_ip.text_id = s.client_ip_ref
  LEFT JOIN text AS client_info ON client_info.text_id = s.client_info_ref
  LEFT JOIN text AS app_id ON app_id.text_id = s.app_id_ref
  LEFT JOIN text AS session_key ON session_key.text_id = s.session_key_ref;

  -- The strongest tier of each message, counted rows first; ids without a message at hand count by their key.
  -- A figure is SUM(is_counted).
  CREATE VIEW exposure_strongest AS
  SELECT exposure_id, mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank, basis, placement,
    match_count, is_counted, handled_by_actor, folder_name, byte_count, first_us, last_us, session_id, export_job_id
  FROM (
    SELECT e.*, ROW_NUMBER() OVER (
      PARTITION BY mailbox_id, message_id,
        CASE WHEN message_id IS NULL THEN COALESCE(message_key, exposure_id) ELSE 0 END
      ORDER BY is_counted DESC, tier_rank, exposure_id) AS place
    FROM exposure AS e
  )
  WHERE place = 1;
  """

/// The names that outside users may rely on, in the order of the README.
package let contractNames = [
  "export_job", "export_job_mailbox", "export_job_record", "export_file", "export_job_suspicion",
  "load_item", "load_item_place",
  "web_request", "log_copy", "request_path", "forged_anchor", "command_text", "server_alias", "server_event",
  "mailbox_location", "exhibit", "defect", "mailbox", "mailbox_alias", "folder", "message", "message_body", "recipient",
  "attachment", "item_property",
  "audit_record", "audit_record_copy", "mail_access", "cmdlet", "cmdlet_parameter", "record", "access_session",
  "session_record", "access_hour", "session_trait", "application_baseline", "proposed_actor",
  "proposed_actor_session", "compromise_window", "exposure", "exposure_record", "exposure_strongest",
  "coverage", "cmdlet_address", "organisation_domain", "detection_run", "finding", "finding_record", "custody_entry",
  "server_build", "cmdlet_act", "cmdlet_act_record", "log_gap",
  "log_overlap", "entry_key_candidate", "judgement", "judgement_record", "judgement_state",
  "job_judgement", "job_judgement_record", "job_judgement_state", "mailbox_remainder", "indicator_match",
  "indicator_session",
]

/// The derived tables, which a run empties before it fills them anew.
package let derivedTables = [
  "mailbox", "mailbox_alias", "logged_mailbox_resolution", "exhibit_mailbox", "load_item_place", "file_folder",
  "exhibit_folder", "stored_session", "session_record",
  "session_suspicion", "access_hour", "application_baseline", "session_trait", "proposed_actor",
  "proposed_actor_session", "compromise_window", "coverage", "exposure", "exposure_ground",
  "actor_handling", "reconstruction_note", "cmdlet_address", "organisation_domain", "detection_run", "finding",
  "finding_record", "server_build", "cmdlet_act_join", "entry_key_candidate", "judgement_state",
  "request_path", "forged_anchor", "command_text", "server_alias", "server_event", "mailbox_location",
  "request_account",
  "export_job", "export_job_mailbox", "export_job_record", "export_file", "export_job_suspicion",
  "job_judgement_state", "mailbox_remainder", "indicator_match", "indicator_session",
]
