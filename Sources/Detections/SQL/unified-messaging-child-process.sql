-- Detection: unified-messaging-child-process
-- Title:     Unified Messaging started another program (CVE-2021-26857)
-- Severity:  high
-- Technique: T1203 Exploitation for Client Execution
-- Innocent:  none known beside error reports, which are left out
-- Source:    SigmaHQ cd479ccc (process creation): parent UMWorkerProcess.exe, child neither wermgr.exe nor WerFault.exe
WITH process AS (
  SELECT c.audit_record_id, LOWER(MAX(CASE WHEN p.name_lc IN ('parentimage', 'parentprocessname') THEN p.value END))
      AS parent_lc,
    MAX(CASE WHEN p.name_lc IN ('image', 'newprocessname') THEN p.value END) AS child,
    MAX(CASE WHEN p.name_lc = 'commandline' THEN p.value END) AS command_line
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc IN ('microsoft-windows-sysmon 1', 'microsoft-windows-security-auditing 4688')
    AND p.name_lc IN ('parentimage', 'parentprocessname', 'image', 'newprocessname', 'commandline')
  GROUP BY c.audit_record_id
)
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, x.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  'UMWorkerProcess.exe started ' || x.child || COALESCE(': ' || SUBSTR(x.command_line, 1, 200), '') AS detail
FROM process AS x
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
WHERE x.parent_lc LIKE '%umworkerprocess.exe' ESCAPE '!'
  AND LOWER(x.child) NOT LIKE '%wermgr.exe' ESCAPE '!' AND LOWER(x.child) NOT LIKE '%werfault.exe' ESCAPE '!'
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
