-- Detection: mailbox-export-staged
-- Title:     A finished mailbox export, or an archive in its folder, lies where the web server serves it
-- Severity:  high
-- Technique: T1074.001 Local Data Staging
-- Innocent:  none is known. An archive is tied to the export by folder, time and size: its content may be other
-- Source:    a published case of exports packed with 7-Zip under a picture's name in the web root; SigmaHQ bbb2dedd
SELECT f.path AS finding_key, j.mailbox_id AS mailbox_id, s.session_id AS session_id,
  x.audit_record_id AS audit_record_id, j.export_job_id AS export_job_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  'the export of ' || COALESCE(j.mailbox_name, 'a mailbox not named') || ' ordered by '
    || COALESCE(j.requester, 'an account not named') || ' is ' || f.path || ', which ' || f.basis AS detail
FROM export_file AS f
JOIN export_job AS j ON j.export_job_id = f.export_job_id
JOIN export_job_record AS x ON x.export_job_id = j.export_job_id AND x.role = 'request'
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
WHERE f.role IN ('target', 'packed') AND j.web_folder_lc IS NOT NULL AND j.is_webshell_write = 0
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, export_job_id
