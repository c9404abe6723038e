-- Detection: service-runs-command
-- Title:     A service was installed that runs a command interpreter or a remote execution tool
-- Severity:  medium
-- Technique: T1021.002 SMB/Windows Admin Shares
-- Innocent:  administrators' own remote tools (PsExec) and software distribution
-- Source:    event 7045 of the Service Control Manager; remote execution as in Microsoft's text on HAFNIUM (PsExec)
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, c.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  'service installed on ' || COALESCE(r.server, 'a machine not named') || ': ' || SUBSTR(p.value, 1, 200) AS detail
FROM cmdlet AS c
JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
JOIN audit_record AS r ON r.audit_record_id = c.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = c.audit_record_id
WHERE c.cmdlet_lc = 'service control manager 7045' AND p.name_lc = 'imagepath'
  AND (p.value_lc LIKE '%cmd.exe%' ESCAPE '!' OR p.value_lc LIKE '%!%comspec!%%' ESCAPE '!'
    OR p.value_lc LIKE '%powershell%' ESCAPE '!' OR p.value_lc LIKE '%psexesvc%' ESCAPE '!'
    OR p.value_lc LIKE '%admin$%' ESCAPE '!')
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, detail
