-- Detection: forwarding-recipient-unresolved
-- Title:     Mail was set to go to a recipient of whom the log does not tell whether it is outside the organisation
-- Severity:  low
-- Technique: T1114.003 Email Forwarding Rule
-- Innocent:  most of them: a colleague or a shared mailbox named by display name or directory id. A mail contact named
--            so may stand for an address outside; look it up in the directory
-- Source:    Microsoft, Set-Mailbox and New-InboxRule: a recipient may be given by any of its names
WITH forwarding AS (
  SELECT p.audit_record_id, p.ordinal, p.name_lc, p.value, p.value_lc
  FROM cmdlet_parameter AS p
  JOIN cmdlet AS c ON c.audit_record_id = p.audit_record_id
  WHERE c.cmdlet_lc IN ('set-mailbox', 'new-mailbox', 'enable-mailbox', 'set-mailuser', 'set-mailpublicfolder')
    AND p.name_lc IN ('forwardingsmtpaddress', 'forwardingaddress')
    OR c.cmdlet_lc IN ('new-inboxrule', 'set-inboxrule')
    AND p.name_lc IN ('forwardto', 'redirectto', 'forwardasattachmentto')
    OR c.cmdlet_lc IN ('new-transportrule', 'set-transportrule')
    AND p.name_lc IN ('blindcopyto', 'copyto', 'redirectmessageto', 'addtorecipients')
    OR c.cmdlet_lc IN ('new-journalrule', 'set-journalrule') AND p.name_lc = 'journalemailaddress'
    -- The older form of an Outlook rule: conditions and recipients in one text.
    OR c.cmdlet_lc = 'updateinboxrules' AND p.name_lc = 'serverrule'
    AND (p.value_lc LIKE '%forward%' ESCAPE '!' OR p.value_lc LIKE '%redirect%' ESCAPE '!')
), unresolved AS (
  SELECT f.audit_record_id, MIN(f.name_lc) AS name_lc
  FROM forwarding AS f
  WHERE COALESCE(TRIM(f.value_lc), '') NOT IN ('', '$null', 'null', '{}')
    AND f.value NOT IN (SELECT value FROM mailbox_alias)
    AND f.value_lc NOT IN (SELECT LOWER(value) FROM mailbox_alias)
    AND (f.name_lc = 'serverrule'
      OR NOT EXISTS (SELECT 1 FROM organisation_domain)
      OR NOT EXISTS (
        SELECT 1 FROM cmdlet_address AS a
        WHERE a.audit_record_id = f.audit_record_id AND a.ordinal = f.ordinal))
  GROUP BY f.audit_record_id
)
SELECT COALESCE(r.target, '(not named)') || ' by ' || r.operation_lc AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, u.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' used ' || r.operation || ' on '
    || COALESCE(NULLIF(r.target, ''), '(not named)') || ' with a recipient not resolved in ' || u.name_lc AS detail
FROM unresolved AS u
JOIN audit_record AS r ON r.audit_record_id = u.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = u.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
