/// The export jobs as the content hash takes them: a job by what it is about, never by its number.
let exportRows: [(name: String, sql: String)] = [
  (
    "export_job",
    """
    SELECT kind, mailbox_key(mailbox_id), mailbox_name, name, requester, requested_us, started_us, completed_us,
      downloaded_us, removed_us, server, destination, web_folder_lc, filter, scope, state, state_reason,
      is_webshell_write, item_count, byte_count
    FROM export_job
    """
  ),
  (
    "export_job_mailbox",
    """
    SELECT j.kind, j.requested_us, j.destination, j.name, mailbox_key(x.mailbox_id)
    FROM export_job_mailbox AS x JOIN export_job AS j ON j.export_job_id = x.export_job_id
    """
  ),
  (
    "export_job_record",
    """
    SELECT j.kind, j.requested_us, j.destination, j.name, e.relative_path, e.sha256, x.audit_record_id & 4294967295,
      x.role
    FROM export_job_record AS x
    JOIN export_job AS j ON j.export_job_id = x.export_job_id
    LEFT JOIN exhibit AS e ON e.exhibit_id = x.audit_record_id >> 32
    """
  ),
  (
    "export_file",
    """
    SELECT j.kind, j.requested_us, j.destination, f.role, f.path, x.relative_path, e.relative_path AS log,
      f.audit_record_id & 4294967295, f.byte_count, f.at_us, f.client_ip, f.is_complete, f.basis
    FROM export_file AS f
    JOIN export_job AS j ON j.export_job_id = f.export_job_id
    LEFT JOIN exhibit AS x ON x.exhibit_id = f.exhibit_id
    LEFT JOIN exhibit AS e ON e.exhibit_id = f.audit_record_id >> 32
    """
  ),
  (
    "export_job_suspicion",
    """
    SELECT j.kind, j.requested_us, j.destination, j.name, x.basis, finding_key(x.finding_id), s.fingerprint, x.reason
    FROM export_job_suspicion AS x
    JOIN export_job AS j ON j.export_job_id = x.export_job_id
    LEFT JOIN stored_session AS s ON s.session_id = x.session_id
    """
  ),
  // Without the time of the decision, which is the run's.
  (
    "job_judgement",
    """
    SELECT decision, reason, examiner, kind, mailbox, requester, destination, requested_us, record_count, records_sha256
    FROM job_judgement
    """
  ),
  (
    "job_judgement_record",
    """
    SELECT j.records_sha256, j.decision, e.relative_path, e.sha256, r.audit_record_id & 4294967295
    FROM job_judgement_record AS r
    JOIN job_judgement AS j ON j.job_judgement_id = r.job_judgement_id
    JOIN exhibit AS e ON e.exhibit_id = r.audit_record_id >> 32
    """
  ),
  (
    "job_judgement_state",
    """
    SELECT j.records_sha256, j.decision, x.state, e.kind, e.requested_us, e.destination, e.name, x.judged_record_count,
      x.job_record_count, x.shared_record_count
    FROM job_judgement_state AS x
    JOIN job_judgement AS j ON j.job_judgement_id = x.job_judgement_id
    LEFT JOIN export_job AS e ON e.export_job_id = x.export_job_id
    """
  ),
]
