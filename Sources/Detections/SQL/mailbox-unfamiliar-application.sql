-- Detection: mailbox-unfamiliar-application
-- Title:     An application read mail of mailboxes that had run for a week or more without it, from an address as new
-- Severity:  medium
-- Technique: T1114.002 Remote Email Collection
-- Innocent:  a new mail program, phone or add-in of the owner's; compare with sign-ins and consents, and ask the owner
-- Source:    Elastic 48819484; Sumo FIRST-S00044; CISA AA23-193A (Storm-0558: noticed by an unfamiliar ClientAppId)
WITH unfamiliar AS (
  SELECT s.session_id, s.mailbox_id, LOWER(s.app_id) AS app_id, s.client_ip
  FROM access_session AS s
  JOIN session_trait AS a ON a.session_id = s.session_id AND a.trait = 'new_application'
  WHERE EXISTS (SELECT 1 FROM session_trait AS t WHERE t.session_id = s.session_id AND t.trait = 'new_address')
    AND NOT EXISTS (
      SELECT 1 FROM session_trait AS t
      WHERE t.session_id = s.session_id
        AND t.trait IN ('trusted', 'established_application', 'microsoft_service', 'mailbox_moved'))
), first_record AS (
  SELECT u.session_id, u.mailbox_id, u.app_id, u.client_ip, MIN(sr.audit_record_id) AS audit_record_id
  FROM unfamiliar AS u
  JOIN session_record AS sr ON sr.session_id = u.session_id
  GROUP BY u.session_id, u.mailbox_id, u.app_id, u.client_ip
), mailbox_count AS (
  SELECT app_id, COUNT(DISTINCT mailbox_id) AS mailboxes FROM unfamiliar GROUP BY app_id
)
SELECT f.app_id AS finding_key,
  f.mailbox_id AS mailbox_id, f.session_id AS session_id, f.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  'application ' || f.app_id || ' from ' || COALESCE(f.client_ip, 'an address not logged')
    || ': not seen before in mailboxes that it read; such mailboxes: ' || CAST(c.mailboxes AS VARCHAR(20)) AS detail
FROM first_record AS f
JOIN mailbox_count AS c ON c.app_id = f.app_id
JOIN audit_record AS r ON r.audit_record_id = f.audit_record_id
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id
