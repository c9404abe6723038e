-- Detection: folder-read-granted-to-everyone
-- Title:     A mail folder was made readable for everyone
-- Severity:  medium
-- Technique: T1098.002 Additional Email Delegate Permissions
-- Innocent:  calendars and contacts shared on purpose; calendars are left out by their English name only
-- Source:    Splunk cd15c0a8 and 21421896; Microsoft, Add-MailboxFolderPermission
-- The underscore before calendar stands for the backslash.
WITH opened AS (
  SELECT DISTINCT w.audit_record_id
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS w ON w.audit_record_id = c.audit_record_id
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc IN ('add-mailboxfolderpermission', 'set-mailboxfolderpermission')
    AND w.name_lc = 'user' AND w.value_lc IN ('default', 'anonymous', 'everyone')
    AND p.name_lc = 'accessrights'
    AND (p.value_lc LIKE '%owner' ESCAPE '!' OR p.value_lc LIKE '%editor%' ESCAPE '!'
      OR p.value_lc LIKE '%author%' ESCAPE '!' OR p.value_lc LIKE '%reviewer%' ESCAPE '!'
      OR p.value_lc LIKE '%readitems%' ESCAPE '!')
    OR c.cmdlet_lc IN ('addfolderpermissions', 'modifyfolderpermissions')
    AND w.name_lc = 'memberupn' AND w.value_lc IN ('default', 'anonymous', 'everyone')
    AND p.name_lc = 'memberrights' AND p.value_lc LIKE '%readany%' ESCAPE '!'
)
SELECT COALESCE(f.value, r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, o.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' granted everyone reading of '
    || COALESCE(f.value, r.target, '(not named)') AS detail
FROM opened AS o
JOIN audit_record AS r ON r.audit_record_id = o.audit_record_id
LEFT JOIN (
  SELECT p.audit_record_id, MIN(p.value) AS value, MIN(p.value_lc) AS value_lc
  FROM opened AS g
  JOIN cmdlet_parameter AS p ON p.audit_record_id = g.audit_record_id
  WHERE p.name_lc IN ('identity', 'path')
  GROUP BY p.audit_record_id
) AS f ON f.audit_record_id = o.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = o.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
  AND COALESCE(f.value_lc, '') NOT LIKE '_calendar%' ESCAPE '!'
  AND COALESCE(f.value_lc, '') NOT LIKE '%:_calendar%' ESCAPE '!'
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
