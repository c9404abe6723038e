-- Detection: application-throttled
-- Title:     An application other than a mail program opened so much that logging of the mailbox was throttled
-- Severity:  medium
-- Technique: T1114.002 Remote Email Collection
-- Innocent:  add-ins, archiving and migration. For 24 hours from then on nothing that anybody opens is in the log
-- Source:    Azure-Sentinel 67c763f7 (Nobelium); Elastic 7fc95782
WITH shared_client(app_id) AS (
  VALUES ('00000002-0000-0ff1-ce00-000000000000'), -- Exchange Online, Outlook on the web
    ('d3590ed6-52b3-4102-aeff-aad2292ab01c'), -- Microsoft Office, Outlook on the desktop
    ('5d661950-3475-41cd-a2c3-d671a3162bc1'), -- Microsoft Outlook
    ('27922004-5251-4030-b22d-91ecd9a37ea4'), -- Outlook Mobile
    ('f8d98a96-0999-43f5-8af3-69971c7bb423') -- Apple Internet Accounts
), throttled AS (
  SELECT DISTINCT a.audit_record_id
  FROM mail_access AS a
  WHERE a.is_throttled = 1
)
SELECT LOWER(r.app_id) AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, t.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  'application ' || LOWER(r.app_id) || ' as ' || COALESCE(r.actor, 'an account not named') || ' from '
    || COALESCE(r.client_ip, 'an address not logged') || ': logging throttled' AS detail
FROM throttled AS t
JOIN audit_record AS r ON r.audit_record_id = t.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = t.audit_record_id
WHERE r.app_id <> '' AND LOWER(r.app_id) NOT IN (SELECT app_id FROM shared_client)
  AND NOT EXISTS (
    SELECT 1 FROM session_trait AS k
    WHERE k.session_id = s.session_id AND k.trait IN ('trusted', 'established_application'))
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
