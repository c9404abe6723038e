-- Detection: mailbox-delegate-granted
-- Title:     Somebody was given the right to send as another, or to read another's inbox
-- Severity:  low
-- Technique: T1098.002 Additional Email Delegate Permissions
-- Innocent:  assistants, deputies and shared mailboxes: most of them. The right granted is not a use of it
-- Source:    Splunk 21421896; Microsoft, Add-RecipientPermission, Set-Mailbox, Add-MailboxFolderPermission
-- Everybody as the one who is given it stands in folder-read-granted-to-everyone.
WITH granted AS (
  SELECT c.audit_record_id, p.value, 'sending as' AS what
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc = 'add-recipientpermission' AND p.name_lc = 'trustee'
  UNION ALL
  SELECT c.audit_record_id, p.value, 'sending on behalf of' AS what
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc = 'set-mailbox' AND p.name_lc = 'grantsendonbehalfto'
    AND COALESCE(p.value_lc, '') NOT IN ('', '$null', '{}')
  UNION ALL
  -- The underscore before inbox stands for the backslash.
  SELECT c.audit_record_id, p.value, 'reading a folder of' AS what
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  WHERE (c.cmdlet_lc IN ('add-mailboxfolderpermission', 'set-mailboxfolderpermission') AND p.name_lc = 'user'
      OR c.cmdlet_lc IN ('addfolderpermissions', 'modifyfolderpermissions') AND p.name_lc = 'memberupn')
    AND p.value_lc NOT IN ('default', 'anonymous', 'everyone')
    AND EXISTS (
      SELECT 1 FROM cmdlet_parameter AS f
      WHERE f.audit_record_id = c.audit_record_id AND f.name_lc IN ('identity', 'path')
        AND (f.value_lc LIKE '%_inbox' ESCAPE '!' OR f.value_lc LIKE '%top of information store%' ESCAPE '!'
          OR f.value_lc LIKE '%:_' ESCAPE '!'))
    AND EXISTS (
      SELECT 1 FROM cmdlet_parameter AS a
      WHERE a.audit_record_id = c.audit_record_id AND a.name_lc IN ('accessrights', 'memberrights')
        AND (a.value_lc LIKE '%owner' ESCAPE '!' OR a.value_lc LIKE '%editor%' ESCAPE '!'
          OR a.value_lc LIKE '%author%' ESCAPE '!' OR a.value_lc LIKE '%reviewer%' ESCAPE '!'
          OR a.value_lc LIKE '%readitems%' ESCAPE '!' OR a.value_lc LIKE '%readany%' ESCAPE '!'))
)
SELECT COALESCE(r.target, '(not named)') || ' for ' || g.value AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, g.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' granted ' || g.what || ' '
    || COALESCE(NULLIF(r.target, ''), '(not named)') || ' to ' || g.value AS detail
FROM granted AS g
JOIN audit_record AS r ON r.audit_record_id = g.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = g.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1 AND g.value <> ''
  AND NOT (r.log_kind = 'unified_audit_log' AND COALESCE(r.user_type, 0) = 3)
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, detail
