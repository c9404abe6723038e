-- Detection: mailbox-full-access-granted
-- Title:     An account was given full access to a mailbox
-- Severity:  medium
-- Technique: T1098.002 Additional Email Delegate Permissions
-- Innocent:  shared and leavers' mailboxes, assistants, migration; ordinary administration. The right granted is not a
--            use of it
-- Source:    Microsoft, Add-MailboxPermission; real rows of April 2021 and July 2023
WITH granted AS (
  SELECT DISTINCT p.audit_record_id
  FROM cmdlet_parameter AS p
  JOIN cmdlet AS c ON c.audit_record_id = p.audit_record_id
  WHERE c.cmdlet_lc = 'add-mailboxpermission' AND p.name_lc = 'accessrights'
    AND p.value_lc LIKE '%fullaccess%' ESCAPE '!'
    OR c.cmdlet_lc = 'add-adpermission' AND p.name_lc = 'extendedrights'
    AND (p.value_lc LIKE '%receive-as%' ESCAPE '!' OR p.value_lc LIKE '%receive as%' ESCAPE '!')
), grantee AS (
  SELECT p.audit_record_id, MIN(p.value) AS value, MIN(p.value_lc) AS value_lc
  FROM granted AS g
  JOIN cmdlet_parameter AS p ON p.audit_record_id = g.audit_record_id
  WHERE p.name_lc = 'user'
  GROUP BY p.audit_record_id
)
SELECT COALESCE(r.target, '(not named)') || ' for ' || COALESCE(u.value_lc, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, g.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' granted full access on '
    || COALESCE(NULLIF(r.target, ''), '(not named)') || ' to ' || COALESCE(u.value, '(not named)') AS detail
FROM granted AS g
JOIN audit_record AS r ON r.audit_record_id = g.audit_record_id
LEFT JOIN grantee AS u ON u.audit_record_id = g.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = g.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
  -- Microsoft's own datacentre accounts in the cloud log; on premises SYSTEM may be the intruder and stays.
  AND NOT (r.log_kind = 'unified_audit_log' AND COALESCE(r.user_type, 0) = 3)
  -- The underscore stands for the backslash.
  AND COALESCE(u.value_lc, '') NOT LIKE 'nt authority_self' ESCAPE '!'
  AND COALESCE(u.value_lc, '') NOT LIKE 'nt authority_system%' ESCAPE '!'
  AND NOT (COALESCE(u.value_lc, '') LIKE '%discovery management' ESCAPE '!'
    AND LOWER(COALESCE(r.target, '')) LIKE '%discoverysearchmailbox%' ESCAPE '!')
  AND NOT EXISTS (
    SELECT 1 FROM cmdlet_parameter AS p
    WHERE p.audit_record_id = g.audit_record_id AND p.name_lc = 'deny' AND p.value_lc IN ('true', '$true', '1'))
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
