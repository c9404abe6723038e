-- Detection: mailbox-export-to-own-drive
-- Title:     A mailbox export was ordered to the server's own drive by a loopback address
-- Severity:  high
-- Technique: T1114.002 Remote Email Collection
-- Innocent:  an administrator at the server itself who needs a share and takes the drive's; ask who it was, and where
--            the file is now
-- Source:    SigmaHQ 4a241dea and 889719ef (export to an administrative share); HAFNIUM and ProxyShell reports
SELECT COALESCE(j.destination, '(no destination)') AS finding_key, j.mailbox_id AS mailbox_id,
  s.session_id AS session_id, x.audit_record_id AS audit_record_id, j.export_job_id AS export_job_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(j.requester, 'an account not named') || ' ordered an export of '
    || COALESCE(j.mailbox_name, 'a mailbox not named') || ' to ' || j.destination AS detail
FROM export_job AS j
JOIN export_job_record AS x ON x.export_job_id = j.export_job_id AND x.role = 'request'
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
WHERE j.kind = 'mailbox_export' AND j.web_folder_lc IS NULL AND j.is_webshell_write = 0
  -- Two characters before the host: a backslash stands in no literal that all engines read alike.
  AND (j.destination_lc LIKE '__127.%' ESCAPE '!' OR j.destination_lc LIKE '__localhost_%' ESCAPE '!'
    OR j.destination_lc LIKE '__._%' ESCAPE '!')
  AND j.destination_lc LIKE '%_$_%' ESCAPE '!'
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, export_job_id
