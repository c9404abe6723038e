-- Detection: application-impersonation-granted
-- Title:     An account was given the right to act as every mailbox owner (ApplicationImpersonation)
-- Severity:  high
-- Technique: T1098.002 Additional Email Delegate Permissions
-- Innocent:  set-up of backup, archiving, migration, conference-room and mobile-device products; ask for the
--            change request
-- Source:    Splunk o365_applicationimpersonation_role_assigned; real row: New-RoleGroup of 2023-06-03
WITH role_given AS (
  SELECT DISTINCT p.audit_record_id
  FROM cmdlet_parameter AS p
  JOIN cmdlet AS c ON c.audit_record_id = p.audit_record_id
  WHERE c.cmdlet_lc IN ('new-managementroleassignment', 'set-managementroleassignment', 'new-rolegroup',
      'add-rolegroupmember', 'update-rolegroupmember')
    AND p.name_lc IN ('role', 'roles') AND p.value_lc LIKE '%applicationimpersonation%' ESCAPE '!'
), role_group AS (
  SELECT DISTINCT n.value_lc AS name_lc
  FROM role_given AS g
  JOIN cmdlet AS c ON c.audit_record_id = g.audit_record_id
  JOIN cmdlet_parameter AS n ON n.audit_record_id = g.audit_record_id
  WHERE c.cmdlet_lc = 'new-rolegroup' AND n.name_lc = 'name'
    OR c.cmdlet_lc = 'new-managementroleassignment' AND n.name_lc = 'securitygroup'
), granted AS (
  SELECT audit_record_id FROM role_given
  UNION
  -- Members added to a group that the evidence shows to carry the role.
  SELECT p.audit_record_id
  FROM cmdlet_parameter AS p
  JOIN cmdlet AS c ON c.audit_record_id = p.audit_record_id
  JOIN role_group AS g ON g.name_lc = p.value_lc
  WHERE c.cmdlet_lc IN ('add-rolegroupmember', 'update-rolegroupmember') AND p.name_lc = 'identity'
), grantee AS (
  SELECT p.audit_record_id, MIN(p.value) AS value
  FROM granted AS g
  JOIN cmdlet_parameter AS p ON p.audit_record_id = g.audit_record_id
  WHERE p.name_lc IN ('user', 'app', 'member', 'members', 'securitygroup')
  GROUP BY p.audit_record_id
)
SELECT COALESCE(u.value, r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, g.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran ' || r.operation || ': ApplicationImpersonation granted to '
    || COALESCE(u.value, r.target, '(not named)') AS detail
FROM granted AS g
JOIN audit_record AS r ON r.audit_record_id = g.audit_record_id
LEFT JOIN grantee AS u ON u.audit_record_id = g.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = g.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
  -- Microsoft's own datacentre accounts in the cloud log; on premises SYSTEM may be the intruder and stays.
  AND NOT (r.log_kind = 'unified_audit_log' AND COALESCE(r.user_type, 0) = 3)
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
