-- Detection: audit-bypass-association
-- Title:     An account was exempted from mailbox auditing
-- Severity:  high
-- Technique: T1562.008 Disable or Modify Cloud Logs
-- Innocent:  service accounts of backup or monitoring exempted to keep the log small; ask for the change request
-- Source:    Microsoft, Set-MailboxAuditBypassAssociation; Elastic mailbox_audit_bypass; real row of 2023-05-20
SELECT COALESCE(r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' set audit bypass for '
    || COALESCE((
      SELECT MIN(i.value) FROM cmdlet_parameter AS i
      WHERE i.audit_record_id = r.audit_record_id AND i.name_lc = 'identity'), r.target, '(not named)') AS detail
FROM audit_record AS r
JOIN cmdlet AS c ON c.audit_record_id = r.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = r.audit_record_id
WHERE c.cmdlet_lc = 'set-mailboxauditbypassassociation' AND COALESCE(r.is_success, 1) = 1
  AND EXISTS (
    SELECT 1 FROM cmdlet_parameter AS p
    WHERE p.audit_record_id = r.audit_record_id AND p.name_lc = 'auditbypassenabled'
      AND p.value_lc IN ('true', '$true', '1'))
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
