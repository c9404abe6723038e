/// Administrative acts, requests and servers.
let actRows: [(name: String, sql: String)] = [
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
    SELECT mailbox_key(l.mailbox_id), l.location, l.basis, e.relative_path, e.sha256, l.audit_record_id & 4294967295,
      l.moved_us
    FROM mailbox_location AS l LEFT JOIN exhibit AS e ON e.exhibit_id = l.audit_record_id >> 32
    """
  ),
  (
    "indicator_match",
    """
    SELECT i.kind, i.value_lc, x.place, e.relative_path, e.sha256,
      COALESCE(x.message_id, x.audit_record_id) & 4294967295, x.attachment_id & 4294967295, j.kind, j.requested_us,
      j.destination
    FROM indicator_match AS x
    JOIN indicator AS i ON i.indicator_id = x.indicator_id
    LEFT JOIN export_job AS j ON j.export_job_id = x.export_job_id
    LEFT JOIN exhibit AS e ON e.exhibit_id = COALESCE(x.exhibit_id, COALESCE(x.message_id, x.audit_record_id) >> 32)
    """
  ),
  (
    "indicator_session",
    """
    SELECT i.kind, i.value_lc, s.fingerprint
    FROM indicator_session AS x
    JOIN indicator AS i ON i.indicator_id = x.indicator_id
    JOIN stored_session AS s ON s.session_id = x.session_id
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
]
