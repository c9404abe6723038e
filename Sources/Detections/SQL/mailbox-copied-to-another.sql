-- Detection: mailbox-copied-to-another
-- Title:     A mailbox was searched or restored into another mailbox
-- Severity:  medium
-- Technique: T1114.002 Remote Email Collection
-- Innocent:  recovery of deleted mail, leavers' mailboxes joined with their successors'; ask who can open the target
-- Source:    Splunk 396de86f (Search-Mailbox); Microsoft: Search-Mailbox, New-MailboxRestoreRequest
SELECT j.kind || ' ' || COALESCE(j.destination, '(no target)') AS finding_key, j.mailbox_id AS mailbox_id,
  s.session_id AS session_id, x.audit_record_id AS audit_record_id, j.export_job_id AS export_job_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(j.requester, 'an account not named')
    || CASE WHEN j.kind = 'search_mailbox' THEN ' copied what a search found in ' ELSE ' restored ' END
    || COALESCE(j.mailbox_name, 'a mailbox not named') || ' into ' || COALESCE(j.destination, 'a mailbox not named')
    AS detail
FROM export_job AS j
JOIN export_job_record AS x ON x.export_job_id = j.export_job_id AND x.role = 'request'
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
WHERE j.kind IN ('search_mailbox', 'mailbox_restore') AND COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, export_job_id
