-- Detection: refused-mail-change
-- Title:     A change that would have opened, copied or hidden access to mail was tried and failed
-- Severity:  low
-- Technique: T1098.002 Additional Email Delegate Permissions
-- Innocent:  mistyped names, missing rights, a service that is busy. Nothing was changed by these records
-- Source:    the other detections of this list; a failed cmdlet is never told as done
SELECT COALESCE(r.actor, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' tried ' || r.operation || ' on '
    || COALESCE(NULLIF(r.target, ''), '(not named)') || ': failed' AS detail
FROM audit_record AS r
JOIN cmdlet AS c ON c.audit_record_id = r.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = r.audit_record_id
WHERE r.is_success = 0
  AND NOT (r.log_kind = 'unified_audit_log' AND COALESCE(r.user_type, 0) = 3)
  AND (c.cmdlet_lc IN ('add-mailboxpermission', 'new-managementroleassignment', 'set-mailboxauditbypassassociation')
    OR EXISTS (
      SELECT 1 FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = r.audit_record_id AND COALESCE(p.value_lc, '') NOT IN ('', '$null')
        AND (p.name_lc IN ('forwardingsmtpaddress', 'forwardingaddress', 'forwardto', 'redirectto',
            'forwardasattachmentto', 'blindcopyto', 'copyto', 'redirectmessageto', 'journalemailaddress')
          OR p.name_lc IN ('unifiedauditlogingestionenabled', 'adminauditlogenabled', 'auditenabled')
          AND p.value_lc IN ('false', '$false', '0')
          OR p.name_lc IN ('role', 'roles') AND p.value_lc LIKE '%applicationimpersonation%' ESCAPE '!')))
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
