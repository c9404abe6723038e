-- Detection: archive-staging-command
-- Title:     Mailbox exports or dumps were packed with an archive program
-- Severity:  high
-- Technique: T1560.001 Archive via Utility
-- Innocent:  administrators who hand over a mailbox on order
-- Source:    SigmaHQ bbb2dedd: -t7z with C:/Programdata/pst and /it.zip; makecab of .dmp
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, t.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran: ' || SUBSTR(t.command_lc, 1, 240) AS detail
FROM command_text AS t
JOIN audit_record AS r ON r.audit_record_id = t.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = t.audit_record_id
WHERE ((t.command_lc LIKE '%7z%' ESCAPE '!' OR t.command_lc LIKE '%rar%' ESCAPE '!'
      OR t.command_lc LIKE '%compress-archive%' ESCAPE '!')
    AND (t.command_lc LIKE '%.pst%' ESCAPE '!' OR t.command_lc LIKE '% -t7z %programdata_pst%' ESCAPE '!'
      OR t.command_lc LIKE '%inetpub%' ESCAPE '!' OR t.command_lc LIKE '%.dmp%' ESCAPE '!')
  OR t.command_lc LIKE '%makecab%.dmp%' ESCAPE '!')
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, detail
