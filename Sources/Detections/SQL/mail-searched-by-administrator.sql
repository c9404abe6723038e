-- Detection: mail-searched-by-administrator
-- Title:     Mailboxes were searched with eDiscovery or Search-Mailbox
-- Severity:  low
-- Technique: T1114 Email Collection
-- Innocent:  lawful requests, deletion of phishing mail, support. Opening mail this way leaves no record in the mailbox
-- Source:    SigmaHQ 6897cd82; Splunk f4cabbc7; Hawk
WITH searched AS (
  SELECT c.audit_record_id, c.cmdlet_lc
  FROM cmdlet AS c
  WHERE c.cmdlet_lc IN ('searchcreated', 'searchpreviewed', 'viewedsearchpreviewed', 'previewitemviewed',
      'previewitemdownloaded', 'new-compliancesearch', 'new-mailboxsearch', 'search-mailbox')
), place AS (
  SELECT s.audit_record_id,
    (SELECT MIN(p.value) FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = s.audit_record_id
        AND p.name_lc IN ('exchangelocation', 'exchangelocations', 'sourcemailboxes')) AS location,
    (SELECT MIN(p.value) FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = s.audit_record_id
        AND p.name_lc IN ('query', 'contentmatchquery', 'searchquery') AND p.value <> '') AS query
  FROM searched AS s
)
SELECT COALESCE(r.actor_lc, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, p.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' searched ' || COALESCE(p.location, r.target, '(not named)')
    || COALESCE(' for ' || p.query, '') || ' (' || r.operation || ')' AS detail
FROM place AS p
JOIN audit_record AS r ON r.audit_record_id = p.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = p.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
