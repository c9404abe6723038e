-- Detection: mail-theft-cmdlets
-- Title:     One account ran several of the cmdlets that thieves of mail use, within a day
-- Severity:  low
-- Technique: T1059.001 PowerShell
-- Parameter: minimum_cmdlets = 2
-- Innocent:  administrators who hand over mailboxes, or search on order
-- Source:    Splunk 396de86f (MSExchange Management, id 1)
WITH used AS (
  SELECT r.audit_record_id, r.actor, r.actor_lc, r.occurred_at_us, r.target, r.mailbox_id, c.cmdlet, c.cmdlet_lc,
    r.occurred_at_us - r.occurred_at_us % 86400000000 AS day_us
  FROM cmdlet AS c
  JOIN audit_record AS r ON r.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc IN ('new-mailboxexportrequest', 'new-managementroleassignment', 'new-mailboxsearch',
      'search-mailbox', 'get-recipient')
    AND r.log_kind <> 'unified_audit_log' AND COALESCE(r.is_success, 1) = 1 AND r.occurred_at_us IS NOT NULL
), busy AS (
  SELECT actor_lc, day_us
  FROM used
  GROUP BY actor_lc, day_us
  HAVING COUNT(DISTINCT cmdlet_lc) >= :minimum_cmdlets
)
SELECT COALESCE(u.actor_lc, '(not named)') AS finding_key,
  u.mailbox_id AS mailbox_id, s.session_id AS session_id, u.audit_record_id AS audit_record_id, 'actor' AS role,
  u.occurred_at_us AS occurred_at_us,
  COALESCE(u.actor, 'an account not named') || ' ran ' || u.cmdlet || ' on '
    || COALESCE(NULLIF(u.target, ''), '(not named)') AS detail
FROM used AS u
JOIN busy AS b ON b.actor_lc = u.actor_lc AND b.day_us = u.day_us
LEFT JOIN session_record AS s ON s.audit_record_id = u.audit_record_id
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
