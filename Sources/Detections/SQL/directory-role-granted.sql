-- Detection: directory-role-granted
-- Title:     An account was given a directory role that opens the way to all mail
-- Severity:  medium
-- Technique: T1098.003 Additional Cloud Roles
-- Innocent:  new administrators; ask for the order. The role granted is not a use of it
-- Source:    MITRE ATT&CK T1098.003; real rows: Add member to role., April 2021
WITH granted AS (
  SELECT c.audit_record_id, MIN(p.value) AS role_name
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc IN ('add member to role.', 'add eligible member to role.') AND p.name_lc = 'role.displayname'
    AND p.value_lc IN ('global administrator', 'company administrator', 'exchange administrator',
      'exchange service administrator', 'compliance administrator', 'privileged role administrator',
      'application administrator', 'cloud application administrator')
  GROUP BY c.audit_record_id
)
SELECT COALESCE(NULLIF(r.target, ''), '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, g.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' gave ' || COALESCE(NULLIF(r.target, ''), '(not named)')
    || ' the role ' || g.role_name AS detail
FROM granted AS g
JOIN audit_record AS r ON r.audit_record_id = g.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = g.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
