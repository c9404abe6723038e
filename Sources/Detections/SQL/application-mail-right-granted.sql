-- Detection: application-mail-right-granted
-- Title:     An application was given the right to read mail
-- Severity:  medium
-- Technique: T1098.003 Additional Cloud Roles
-- Innocent:  products that work with mail, approved by an administrator; a person's own mail program. The right granted
--            is not a use of it
-- Source:    Splunk 01a510b3 (full_access_as_app, Midnight Blizzard); real rows: consent with Mail.Read, April 2021
WITH granted AS (
  SELECT DISTINCT p.audit_record_id
  FROM cmdlet_parameter AS p
  JOIN audit_record AS r ON r.audit_record_id = p.audit_record_id
  WHERE r.operation_lc = 'add app role assignment to service principal.'
    AND p.name_lc IN ('approle.value', 'approle.id')
    AND p.value_lc IN ('full_access_as_app', 'dc890d15-9560-4a4c-9b7f-a736ec74ec40', 'mail.read', 'mail.readwrite')
    OR r.operation_lc IN ('consent to application.', 'add delegated permission grant.')
    AND (p.value_lc LIKE '%mail.read %' ESCAPE '!' OR p.value_lc LIKE '%mail.read]%' ESCAPE '!'
      OR p.value_lc LIKE '%mail.read' ESCAPE '!' OR p.value_lc LIKE '%mail.readwrite%' ESCAPE '!'
      OR p.value_lc LIKE '%ews.accessasuser.all%' ESCAPE '!' OR p.value_lc LIKE '%full!_access!_as!_%' ESCAPE '!')
), application AS (
  SELECT p.audit_record_id,
    COALESCE(MIN(CASE WHEN p.name_lc = 'serviceprincipal.appid' THEN p.value END), MIN(p.value)) AS value
  FROM granted AS g
  JOIN cmdlet_parameter AS p ON p.audit_record_id = g.audit_record_id
  WHERE p.name_lc IN ('serviceprincipal.appid', 'serviceprincipal.objectid') AND p.value <> ''
  GROUP BY p.audit_record_id
)
SELECT COALESCE(a.value, r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, g.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' gave application '
    || COALESCE(a.value, NULLIF(r.target, ''), '(not named)') || ' rights that include reading mail (logged as '
    || r.operation || ')' AS detail
FROM granted AS g
JOIN audit_record AS r ON r.audit_record_id = g.audit_record_id
LEFT JOIN application AS a ON a.audit_record_id = g.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = g.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
