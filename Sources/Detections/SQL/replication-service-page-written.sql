-- Detection: replication-service-page-written
-- Title:     The mailbox replication service wrote a page of the web server
-- Severity:  high
-- Technique: T1505.003 Web Shell
-- Innocent:  none known: an export is no page
-- Source:    SigmaHQ 7280c9f3 (file events): MSExchangeMailboxReplication.exe writes .aspx or .asp
WITH file_event AS (
  SELECT c.audit_record_id, LOWER(MAX(CASE WHEN p.name_lc = 'image' THEN p.value END)) AS image_lc,
    MAX(CASE WHEN p.name_lc = 'targetfilename' THEN p.value END) AS file_name
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc IN ('microsoft-windows-sysmon 11') AND p.name_lc IN ('image', 'targetfilename')
  GROUP BY c.audit_record_id
)
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, f.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(f.image_lc, 'a program not named') || ' wrote ' || f.file_name AS detail
FROM file_event AS f
JOIN audit_record AS r ON r.audit_record_id = f.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = f.audit_record_id
WHERE f.image_lc LIKE '%msexchangemailboxreplication.exe' ESCAPE '!'
  AND (LOWER(f.file_name) LIKE '%.aspx' ESCAPE '!' OR LOWER(f.file_name) LIKE '%.asp' ESCAPE '!')
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
