/// What names a finding.
let findingKeys = """
  SELECT finding_id AS id, detection, title, severity, technique, mailbox_key(mailbox_id) AS mailbox, first_us, last_us,
    summary
  FROM finding ORDER BY finding_id
  """

/// What was asked and found.
let findingRows: [(name: String, sql: String)] = [
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
