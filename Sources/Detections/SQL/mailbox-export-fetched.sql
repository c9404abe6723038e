-- Detection: mailbox-export-fetched
-- Title:     A mailbox export was fetched from the web server, under its own name or another
-- Severity:  high
-- Technique: T1567 Exfiltration Over Web Service
-- Innocent:  a responder who looks at the file. Fetches by trusted and private addresses from which the export was not
--            ordered are told with the job, and are none of these. IIS logs no bytes by default: a status of 200 is no
--            proof that all of it came through, and a file under another name is tied to the export by folder, time and
--            size
-- Source:    a published case of exports packed into the web root and fetched; Azure-Sentinel a523786c
WITH fetched AS (
  SELECT j.export_job_id, j.mailbox_id, j.mailbox_name, f.path, f.client_ip, f.is_complete
  FROM export_file AS f
  JOIN export_job AS j ON j.export_job_id = f.export_job_id
  WHERE f.role = 'fetched' AND NOT EXISTS (
    SELECT 1 FROM export_job_record AS d
    WHERE d.export_job_id = f.export_job_id AND d.audit_record_id = f.audit_record_id AND d.role = 'fetch')
)
SELECT f.path || ' by ' || COALESCE(f.client_ip, 'an address not logged') AS finding_key, f.mailbox_id AS mailbox_id,
  s.session_id AS session_id, x.audit_record_id AS audit_record_id, f.export_job_id AS export_job_id,
  CASE WHEN x.role = 'download' THEN 'actor' ELSE 'context' END AS role, r.occurred_at_us AS occurred_at_us,
  'the export of ' || COALESCE(f.mailbox_name, 'a mailbox not named') || ' was fetched as ' || f.path || ' by '
    || COALESCE(f.client_ip, 'an address not logged')
    || CASE WHEN f.is_complete = 1 THEN ', all bytes of the file at hand'
         WHEN f.is_complete = 0 THEN ', a part of the file at hand' ELSE ', how many bytes is not known to match' END
    AS detail
FROM fetched AS f
JOIN export_job_record AS x ON x.export_job_id = f.export_job_id AND x.role IN ('download', 'request')
JOIN record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, export_job_id
