-- Detection: exchange-snap-in-loaded
-- Title:     Exchange's snap-in was loaded into a shell, past its rights and remote logs
-- Severity:  medium
-- Technique: T1059.001 PowerShell
-- Innocent:  scripts of administrators and products of the time before 2010; Exchange's own set-up
-- Source:    SigmaHQ 25676e10: Add-PSSnapin with Microsoft.Exchange.Management.PowerShell.SnapIn or .E2010
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, t.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran: ' || SUBSTR(t.command_lc, 1, 240) AS detail
FROM command_text AS t
JOIN audit_record AS r ON r.audit_record_id = t.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = t.audit_record_id
WHERE t.command_lc LIKE '%add-pssnapin%microsoft.exchange.%' ESCAPE '!'
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, detail
