-- Detection: refused-server-change
-- Title:     A change that would have put code or a way in on the server was tried and failed
-- Severity:  low
-- Technique: T1505 Server Software Component
-- Innocent:  mistyped names, missing rights. Nothing was changed by these records
-- Source:    SigmaHQ c7d16cae (MSExchange Management, id 6); the other detections of this list
SELECT COALESCE(r.actor, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' tried ' || c.cmdlet || ' on '
    || COALESCE(NULLIF(r.target, ''), '(not named)') || ': failed' AS detail
FROM cmdlet AS c
JOIN audit_record AS r ON r.audit_record_id = c.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = c.audit_record_id
WHERE r.is_success = 0
  AND (c.cmdlet_lc IN ('install-transportagent', 'enable-transportagent', 'new-exchangecertificate',
      'set-oabvirtualdirectory', 'set-owavirtualdirectory', 'set-ecpvirtualdirectory',
      'set-webservicesvirtualdirectory', 'set-mapivirtualdirectory', 'set-activesyncvirtualdirectory',
      'set-powershellvirtualdirectory',
      'set-outlookanywhere'))
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
