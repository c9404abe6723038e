-- Detection: mailbox-export-to-web-root
-- Title:     A mailbox export was ordered into a folder that the web server serves, or into a page of it
-- Severity:  high
-- Technique: T1505.003 Web Shell
-- Innocent:  none is known. Into a page (.aspx) it is a web shell written by export, no theft; a request is no
--            finished export
-- Source:    SigmaHQ 516376b4 and 7280c9f3 (ProxyShell); a published case of exports fetched from the web root
SELECT COALESCE(j.destination, '(no destination)') AS finding_key, j.mailbox_id AS mailbox_id,
  s.session_id AS session_id, x.audit_record_id AS audit_record_id, j.export_job_id AS export_job_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(j.requester, 'an account not named') || ' ordered an export of '
    || COALESCE(j.mailbox_name, 'a mailbox not named') || ' to ' || COALESCE(j.destination, 'a place not named')
    || CASE WHEN j.is_webshell_write = 1 THEN ', a page that the web server runs' ELSE '' END AS detail
FROM export_job AS j
JOIN export_job_record AS x ON x.export_job_id = j.export_job_id AND x.role = 'request'
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
WHERE j.kind = 'mailbox_export' AND (j.web_folder_lc IS NOT NULL OR j.is_webshell_write = 1)
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, export_job_id
