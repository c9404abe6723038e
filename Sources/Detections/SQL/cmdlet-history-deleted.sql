-- Detection: cmdlet-history-deleted
-- Title:     Exchange's own record of cmdlets run on the server was deleted
-- Severity:  high
-- Technique: T1070.004 File Deletion
-- Innocent:  Exchange removes records older than 30 days by itself; the program named says who did
-- Source:    SigmaHQ a55349d8 (file events): Logging/CmdletInfra/LocalPowerShell/Cmdlet, _Cmdlet_
WITH file_event AS (
  SELECT c.audit_record_id, LOWER(MAX(CASE WHEN p.name_lc = 'image' THEN p.value END)) AS image_lc,
    MAX(CASE WHEN p.name_lc = 'targetfilename' THEN p.value END) AS file_name
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc IN ('microsoft-windows-sysmon 23', 'microsoft-windows-sysmon 26')
    AND p.name_lc IN ('image', 'targetfilename')
  GROUP BY c.audit_record_id
)
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, f.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(f.image_lc, 'a program not named') || ' deleted ' || f.file_name AS detail
FROM file_event AS f
JOIN audit_record AS r ON r.audit_record_id = f.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = f.audit_record_id
WHERE COALESCE(f.image_lc, '') NOT LIKE '%msexchange%' ESCAPE '!'
  AND COALESCE(f.image_lc, '') NOT LIKE '%exchange.diagnostics%' ESCAPE '!'
  AND LOWER(f.file_name) LIKE '%logging_cmdletinfra_localpowershell_cmdlet_%!_cmdlet!_%' ESCAPE '!'
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
