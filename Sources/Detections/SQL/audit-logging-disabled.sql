-- Detection: audit-logging-disabled
-- Title:     Audit logging was switched off for the organisation
-- Severity:  high
-- Technique: T1562.008 Disable or Modify Cloud Logs
-- Innocent:  rarely any; a test tenant, or a move to another logging product with a change request
-- Source:    Microsoft, Set-AdminAuditLogConfig and Set-OrganizationConfig; Splunk o365_disable_logging
WITH switched_off AS (
  SELECT p.audit_record_id, MIN(p.name_lc || ' = ' || p.value_lc) AS setting
  FROM cmdlet_parameter AS p
  JOIN cmdlet AS c ON c.audit_record_id = p.audit_record_id
  WHERE c.cmdlet_lc = 'set-adminauditlogconfig'
    AND p.name_lc IN ('unifiedauditlogingestionenabled', 'adminauditlogenabled')
    AND p.value_lc IN ('false', '$false', '0')
    OR c.cmdlet_lc = 'set-adminauditlogconfig' AND p.name_lc = 'adminauditlogagelimit'
    AND p.value_lc IN ('0', '00:00:00', '0.00:00:00')
    OR c.cmdlet_lc = 'set-organizationconfig' AND p.name_lc = 'auditdisabled'
    AND p.value_lc IN ('true', '$true', '1')
  GROUP BY p.audit_record_id
)
SELECT o.setting AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, o.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran ' || r.operation || ' with ' || o.setting AS detail
FROM switched_off AS o
JOIN audit_record AS r ON r.audit_record_id = o.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = o.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
