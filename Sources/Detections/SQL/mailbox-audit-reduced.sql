-- Detection: mailbox-audit-reduced
-- Title:     Auditing of a mailbox was switched off, or its log kept for less than 90 days
-- Severity:  medium
-- Technique: T1562.008 Disable or Modify Cloud Logs
-- Innocent:  room and system mailboxes; a small quota. Where auditing is on by default for the organisation,
--            AuditEnabled False has no effect
-- Source:    Microsoft, Manage mailbox auditing (90 days is the default); SigmaHQ and Splunk on Set-Mailbox
-- An age limit is written 90.00:00:00, 00:00:00 or 90; what is left after the time of day is a count of days.
WITH setting AS (
  SELECT p.audit_record_id, p.name_lc, p.value_lc,
    CASE WHEN p.value_lc LIKE '%.__:__:__' ESCAPE '!' THEN SUBSTR(p.value_lc, 1, LENGTH(p.value_lc) - 9)
      WHEN p.value_lc LIKE '__:__:__' ESCAPE '!' THEN '0'
      ELSE p.value_lc END AS days
  FROM cmdlet_parameter AS p
  JOIN cmdlet AS c ON c.audit_record_id = p.audit_record_id
  WHERE c.cmdlet_lc IN ('set-mailbox', 'new-mailbox') AND p.name_lc IN ('auditenabled', 'auditlogagelimit')
), reduced AS (
  SELECT s.audit_record_id, MIN(s.name_lc || ' = ' || s.value_lc) AS setting
  FROM setting AS s
  WHERE s.name_lc = 'auditenabled' AND s.value_lc IN ('false', '$false', '0')
    OR s.name_lc = 'auditlogagelimit' AND LENGTH(s.days) = 1 AND s.days >= '0' AND s.days <= '9'
    OR s.name_lc = 'auditlogagelimit' AND LENGTH(s.days) = 2 AND s.days >= '00' AND s.days < '90'
    AND SUBSTR(s.days, 2, 1) >= '0' AND SUBSTR(s.days, 2, 1) <= '9'
  GROUP BY s.audit_record_id
)
SELECT COALESCE(r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, x.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' set ' || x.setting || ' on '
    || COALESCE(NULLIF(r.target, ''), '(not named)') AS detail
FROM reduced AS x
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
