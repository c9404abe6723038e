-- Detection: server-log-deleted
-- Title:     Logs of the web server or of Exchange were deleted on a command line
-- Severity:  high
-- Technique: T1070.004 File Deletion
-- Innocent:  scripts that remove old logs, which run on a schedule and say how old
-- Source:    SigmaHQ a55349d8 for files; Microsoft's text on HAFNIUM for log removal
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, t.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran: ' || SUBSTR(t.command_lc, 1, 240) AS detail
FROM command_text AS t
JOIN audit_record AS r ON r.audit_record_id = t.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = t.audit_record_id
WHERE (t.command_lc LIKE '%del %' ESCAPE '!' OR t.command_lc LIKE '%erase %' ESCAPE '!'
    OR t.command_lc LIKE '%remove-item%' ESCAPE '!' OR t.command_lc LIKE 'rm %' ESCAPE '!')
  AND (t.command_lc LIKE '%inetpub_logs%' ESCAPE '!' OR t.command_lc LIKE '%logfiles_w3svc%' ESCAPE '!'
    OR t.command_lc LIKE '%logging_httpproxy%' ESCAPE '!' OR t.command_lc LIKE '%logging_cmdletinfra%' ESCAPE '!'
    OR t.command_lc LIKE '%logging_ecp%' ESCAPE '!' OR t.command_lc LIKE '%logging_ews%' ESCAPE '!'
    OR t.command_lc LIKE '%mailboxreplicationservice%' ESCAPE '!' OR t.command_lc LIKE '%u!_ex%.log%' ESCAPE '!'
    OR t.command_lc LIKE '%consolehost!_history%' ESCAPE '!')
  AND t.command_lc NOT LIKE '%adddays(%' ESCAPE '!' AND t.command_lc NOT LIKE '%forfiles%' ESCAPE '!'
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, detail
