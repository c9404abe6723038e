-- Detection: transport-agent-installed
-- Title:     A transport agent, which sees all mail, was installed or switched on
-- Severity:  high
-- Technique: T1505.002 Transport Agent
-- Innocent:  anti-spam, archiving, signature and disclaimer products bring agents along; compare the file named
-- Source:    SigmaHQ 4fe151c2 (MSExchange Management, id 1)
WITH agent AS (
  SELECT c.audit_record_id, c.cmdlet,
    (SELECT MIN(p.value) FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = c.audit_record_id AND p.name_lc IN ('name', 'identity')) AS name,
    (SELECT MIN(p.value) FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = c.audit_record_id AND p.name_lc = 'assemblypath') AS file_name
  FROM cmdlet AS c
  WHERE c.cmdlet_lc IN ('install-transportagent', 'enable-transportagent')
)
SELECT COALESCE(r.server, '(no server)') || ' ' || COALESCE(LOWER(a.name), r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran ' || a.cmdlet || ' for '
    || COALESCE(a.name, NULLIF(r.target, ''), '(not named)') || COALESCE(', file ' || a.file_name, '') AS detail
FROM agent AS a
JOIN audit_record AS r ON r.audit_record_id = a.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = a.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
