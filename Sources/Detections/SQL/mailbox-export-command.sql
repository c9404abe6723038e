-- Detection: mailbox-export-command
-- Title:     A mailbox export to the server's own disk or web root was ordered on a command line
-- Severity:  medium
-- Technique: T1114.002 Remote Email Collection
-- Innocent:  administrators who hand over a mailbox on order
-- Source:    SigmaHQ 4a241dea and 889719ef: New-MailboxExportRequest with -Mailbox and -FilePath to a share; here
--            only shares that lead back to the server, as thieves used them
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, t.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran: ' || SUBSTR(t.command_lc, 1, 240) AS detail
FROM command_text AS t
JOIN audit_record AS r ON r.audit_record_id = t.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = t.audit_record_id
WHERE t.command_lc LIKE '%new-mailboxexportrequest%' ESCAPE '!' AND t.command_lc LIKE '% -mailbox %' ESCAPE '!'
  AND t.command_lc LIKE '% -filepath %' ESCAPE '!'
  AND (t.command_lc LIKE '%127.0.0.1%' ESCAPE '!' OR t.command_lc LIKE '%localhost%' ESCAPE '!'
    OR t.command_lc LIKE '%inetpub%' ESCAPE '!' OR t.command_lc LIKE '%_c$_%' ESCAPE '!'
    OR t.command_lc LIKE '%_d$_%' ESCAPE '!' OR t.command_lc LIKE '%.asp%' ESCAPE '!')
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, detail
