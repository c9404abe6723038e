-- Detection: application-credential-added
-- Title:     A secret or certificate was added to an application
-- Severity:  medium
-- Technique: T1098.001 Additional Cloud Credentials
-- Innocent:  secrets run out and are renewed; ask the owner of the application. Who has the secret is the application
-- Source:    Microsoft and CISA AA21-008A (SolarWinds); SigmaHQ on added credentials of service principals
SELECT COALESCE(r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' added a credential to '
    || COALESCE(NULLIF(r.target, ''), '(not named)') || ' (logged as ' || r.operation || ')' AS detail
FROM audit_record AS r
LEFT JOIN session_record AS s ON s.audit_record_id = r.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
  AND (r.operation_lc IN ('add service principal credentials.', 'add service principal credentials')
    OR r.operation_lc LIKE 'update application%certificates and secrets management%' ESCAPE '!')
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
