/// What was exposed when, and what the logs can show of it.
let exposureRows: [(name: String, sql: String)] = [
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
]
