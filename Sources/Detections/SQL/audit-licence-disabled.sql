-- Detection: audit-licence-disabled
-- Title:     A licence change names advanced auditing among the plans switched off
-- Severity:  medium
-- Technique: T1562.008 Disable or Modify Cloud Logs
-- Innocent:  licences assigned in bulk with few plans; the record does not always tell the old state from the new
-- Source:    Splunk o365_advanced_audit_disabled
SELECT COALESCE(r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' changed the licence of '
    || COALESCE(NULLIF(r.target, ''), '(not named)') || ': advanced auditing is among the plans switched off' AS detail
FROM audit_record AS r
LEFT JOIN session_record AS s ON s.audit_record_id = r.audit_record_id
WHERE r.operation_lc IN ('change user license.', 'update user.') AND COALESCE(r.is_success, 1) = 1
  AND EXISTS (
    SELECT 1 FROM cmdlet_parameter AS p
    WHERE p.audit_record_id = r.audit_record_id AND p.name_lc NOT LIKE '%old%' ESCAPE '!'
      AND p.value_lc LIKE '%disabledplans=[%m365!_advanced!_auditing%' ESCAPE '!'
      AND (p.value_lc NOT LIKE '%newvalue%' ESCAPE '!'
        OR p.value_lc LIKE '%newvalue%disabledplans=[%m365!_advanced!_auditing%' ESCAPE '!'))
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
