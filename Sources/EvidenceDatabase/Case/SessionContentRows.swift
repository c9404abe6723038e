/// Sessions, what speaks for and against them, and what examiners decided.
let sessionRows: [(name: String, sql: String)] = [
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
]
