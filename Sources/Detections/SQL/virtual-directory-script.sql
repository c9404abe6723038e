-- Detection: virtual-directory-script
-- Title:     A script was set as the address of a virtual directory (CVE-2021-27065)
-- Severity:  high
-- Technique: T1505.003 Web Shell
-- Innocent:  none known: an address holds no script
-- Source:    CSS-Exchange Test-ProxyLogon.ps1 (ECP/Server); SigmaHQ 550d3350 and 9db37458 (MSExchange Management); real
--            event of the OTRF data sets, whose text differs from the keywords of the rule
WITH script AS (
  SELECT DISTINCT p.audit_record_id
  FROM cmdlet AS c
  CROSS JOIN cmdlet_parameter AS p
  WHERE p.audit_record_id = c.audit_record_id
    AND c.cmdlet_lc > 'set-' AND c.cmdlet_lc < 'set.' AND c.cmdlet_lc LIKE 'set-%virtualdirectory' ESCAPE '!'
    AND (p.name_lc IN ('externalurl', 'internalurl', 'parameters')
      OR p.name_lc LIKE '%url' ESCAPE '!')
    AND (p.value_lc LIKE '%<%script%' ESCAPE '!' OR p.value_lc LIKE '%eval(%' ESCAPE '!'
      OR p.value_lc LIKE '%page!_load(%' ESCAPE '!' OR p.value_lc LIKE '%<!%%' ESCAPE '!'
      OR p.value_lc LIKE '%request[%' ESCAPE '!' OR p.value_lc LIKE '%request.item[%' ESCAPE '!')
)
SELECT COALESCE(r.server, '(no server)') || ' ' || COALESCE(r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran ' || c.cmdlet || ' on '
    || COALESCE(NULLIF(c.target, ''), NULLIF(r.target, ''), '(not named)') || ' with a script for an address' AS detail
FROM script AS x
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
JOIN cmdlet AS c ON c.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
