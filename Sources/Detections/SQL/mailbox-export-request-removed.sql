-- Detection: mailbox-export-request-removed
-- Title:     The request of a mailbox export was removed
-- Severity:  medium
-- Technique: T1070 Indicator Removal
-- Innocent:  tidying up after an export on order: finished requests stay for 30 days by default
-- Source:    SigmaHQ 09570ae5 (Remove-MailboxExportRequest without confirmation)
SELECT COALESCE(r.actor, '(no actor)') AS finding_key, j.mailbox_id AS mailbox_id, s.session_id AS session_id,
  x.audit_record_id AS audit_record_id, j.export_job_id AS export_job_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' removed the request that exported '
    || COALESCE(j.mailbox_name, 'a mailbox not named') || ' to ' || COALESCE(j.destination, 'a place not named')
    AS detail
FROM export_job AS j
JOIN export_job_record AS x ON x.export_job_id = j.export_job_id AND x.role = 'removal'
JOIN cmdlet AS c ON c.audit_record_id = x.audit_record_id
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
WHERE j.kind = 'mailbox_export' AND c.cmdlet_lc = 'remove-mailboxexportrequest' AND COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, export_job_id
