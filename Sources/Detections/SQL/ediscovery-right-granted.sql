-- Detection: ediscovery-right-granted
-- Title:     An account was given the right to search or export mail of others
-- Severity:  medium
-- Technique: T1098.003 Additional Cloud Roles
-- Innocent:  compliance officers and their deputies; ask for the order
-- Source:    SigmaHQ and Splunk on eDiscovery roles; Microsoft, Assign eDiscovery permissions
WITH granted AS (
  SELECT DISTINCT c.audit_record_id
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc IN ('add-rolegroupmember', 'update-rolegroupmember') AND p.name_lc = 'identity'
      AND p.value_lc IN ('ediscoverymanager', 'ediscovery manager', 'discovery management', 'compliance administrator',
        'complianceadministrator', 'compliance management', 'organizationmanagement', 'organization management')
    OR c.cmdlet_lc IN ('new-rolegroup', 'new-managementroleassignment', 'set-managementroleassignment')
      AND p.name_lc IN ('role', 'roles')
      AND (p.value_lc LIKE '%mailbox search%' ESCAPE '!' OR p.value_lc LIKE '%mailbox import export%' ESCAPE '!'
        OR p.value_lc LIKE '%compliance search%' ESCAPE '!' OR p.value_lc = 'export'
        OR p.value_lc LIKE '%legal hold%' ESCAPE '!')
    OR c.cmdlet_lc IN ('add-ediscoverycaseadmin', 'add-compliancecasemember')
), grantee AS (
  SELECT g.audit_record_id,
    (SELECT MIN(p.value) FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = g.audit_record_id AND p.name_lc IN ('user', 'member', 'members', 'securitygroup'))
      AS value
  FROM granted AS g
)
SELECT COALESCE(u.value, r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, g.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran ' || r.operation || ': searching or exporting mail granted to '
    || COALESCE(u.value, r.target, '(not named)') AS detail
FROM granted AS g
JOIN audit_record AS r ON r.audit_record_id = g.audit_record_id
LEFT JOIN grantee AS u ON u.audit_record_id = g.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = g.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1 AND NOT (r.log_kind = 'unified_audit_log' AND COALESCE(r.user_type, 0) = 3)
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
