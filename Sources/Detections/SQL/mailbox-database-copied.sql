-- Detection: mailbox-database-copied
-- Title:     A command copied or packed a mailbox database, which holds every mailbox in it
-- Severity:  high
-- Technique: T1005 Data from Local System
-- Innocent:  a backup or a repair of the database on order; ask for the change request
-- Source:    MITRE ATT&CK T1005 and T1003.003: esentutl /y /vss and copies out of a shadow copy, for .edb files
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, t.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran: ' || SUBSTR(t.command_lc, 1, 240) AS detail
FROM command_text AS t
JOIN audit_record AS r ON r.audit_record_id = t.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = t.audit_record_id
WHERE t.command_lc LIKE '%.edb%' ESCAPE '!'
  AND (t.command_lc LIKE '%copy%.edb%' ESCAPE '!' OR t.command_lc LIKE '%esentutl%/y%' ESCAPE '!'
    OR t.command_lc LIKE '%/vss%' ESCAPE '!' OR t.command_lc LIKE '%7z%.edb%' ESCAPE '!'
    OR t.command_lc LIKE '%rar%.edb%' ESCAPE '!' OR t.command_lc LIKE '%compress-archive%.edb%' ESCAPE '!')
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, detail
