-- Detection: web-server-child-process
-- Title:     The web server of Exchange started a command interpreter or a tool of Windows
-- Severity:  high
-- Technique: T1505.003 Web Shell
-- Innocent:  products that run scripts inside of the web server; w3wp starts csc.exe every day, which is left out
-- Source:    Microsoft's and Volexity's texts on HAFNIUM of 2 March 2021: w3wp.exe as parent of commands
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
  'w3wp.exe started ' || x.child || COALESCE(': ' || SUBSTR(x.command_line, 1, 200), '') AS detail
FROM process AS x
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
WHERE x.parent_lc LIKE '%w3wp.exe' ESCAPE '!'
  AND (LOWER(x.child) LIKE '%_cmd.exe' ESCAPE '!' OR LOWER(x.child) LIKE '%_powershell.exe' ESCAPE '!'
    OR LOWER(x.child) LIKE '%_pwsh.exe' ESCAPE '!' OR LOWER(x.child) LIKE '%_whoami.exe' ESCAPE '!'
    OR LOWER(x.child) LIKE '%_net.exe' ESCAPE '!' OR LOWER(x.child) LIKE '%_net1.exe' ESCAPE '!'
    OR LOWER(x.child) LIKE '%_rundll32.exe' ESCAPE '!' OR LOWER(x.child) LIKE '%_mshta.exe' ESCAPE '!'
    OR LOWER(x.child) LIKE '%_certutil.exe' ESCAPE '!' OR LOWER(x.child) LIKE '%_bitsadmin.exe' ESCAPE '!'
    OR LOWER(x.child) LIKE '%_wscript.exe' ESCAPE '!' OR LOWER(x.child) LIKE '%_cscript.exe' ESCAPE '!'
    OR LOWER(x.child) LIKE '%_reg.exe' ESCAPE '!' OR LOWER(x.child) LIKE '%_7z%.exe' ESCAPE '!'
    OR LOWER(x.child) LIKE '%_rar.exe' ESCAPE '!' OR LOWER(x.child) LIKE '%_procdump%.exe' ESCAPE '!')
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
