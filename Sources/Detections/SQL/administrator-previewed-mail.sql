-- Detection: administrator-previewed-mail
-- Title:     Mail was previewed or downloaded in the Defender portal
-- Severity:  medium
-- Technique: T1114.002 Remote Email Collection
-- Innocent:  the security team looking into reported mail. The mailbox's own log does not show it
-- Source:    Splunk c6998a30 (AdminMailAccess)
SELECT COALESCE(r.actor_lc, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' previewed or downloaded mail of '
    || COALESCE(NULLIF(r.target, ''), m.address, m.display_name, 'a mailbox not named') AS detail
FROM audit_record AS r
LEFT JOIN mailbox AS m ON m.mailbox_id = r.mailbox_id
LEFT JOIN session_record AS s ON s.audit_record_id = r.audit_record_id
WHERE r.operation_lc = 'adminmailaccess' AND COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
