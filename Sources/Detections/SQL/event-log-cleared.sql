-- Detection: event-log-cleared
-- Title:     An event log of Windows was cleared
-- Severity:  medium
-- Technique: T1070.001 Clear Windows Event Logs
-- Innocent:  administrators who clear a full log; set-up of machines
-- Source:    events 1102 and 104 of Microsoft-Windows-Eventlog; wevtutil cl and Clear-EventLog on command lines
WITH cleared AS (
  SELECT c.audit_record_id, 'the log says that it was cleared' AS how
  FROM cmdlet AS c
  WHERE c.cmdlet_lc IN ('microsoft-windows-eventlog 104', 'microsoft-windows-eventlog 1102')
  UNION
  SELECT t.audit_record_id, 'ran: ' || SUBSTR(t.command_lc, 1, 200) AS how
  FROM command_text AS t
  WHERE t.command_lc LIKE '%wevtutil% cl %' ESCAPE '!' OR t.command_lc LIKE '%wevtutil%clear-log%' ESCAPE '!'
    OR t.command_lc LIKE '%clear-eventlog%' ESCAPE '!'
)
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, x.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us, COALESCE(r.actor, 'an account not named') || ' - ' || x.how AS detail
FROM cleared AS x
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, detail
