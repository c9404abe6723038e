-- Detection: established-application-many-mailboxes
-- Title:     An application that was at work before the logs begin reads many mailboxes
-- Severity:  medium
-- Technique: T1114.002 Remote Email Collection
-- Parameter: minimum_mailboxes = 5
-- Innocent:  backup, archiving, signature and room products, which do just this every day. An intruder who came in
--            before the logs begin looks the same: ask whose it is, since when, and from where it should come
-- Source:    Splunk 7cd853e9; Azure-Sentinel 67c763f7; CISA AA23-193A (Storm-0558)
-- What goes beyond its usual addresses and amounts is told by application-many-mailboxes.
-- One record a mailbox is cited.
-- Mail programs that many owners share, and Microsoft's services; the last three ids as seen in a real tenant of 2021.
WITH shared_client(app_id) AS (
  VALUES ('00000002-0000-0ff1-ce00-000000000000'), -- Exchange Online, Outlook on the web
    ('d3590ed6-52b3-4102-aeff-aad2292ab01c'), -- Microsoft Office, Outlook on the desktop
    ('5d661950-3475-41cd-a2c3-d671a3162bc1'), -- Microsoft Outlook
    ('fe93bfe1-7947-460a-a5e0-7a5906b51360'), -- Outlook on the desktop, web services
    ('9199bf20-a13f-4107-85dc-02114787ef48'), -- One Outlook Web
    ('27922004-5251-4030-b22d-91ecd9a37ea4'), -- Outlook Mobile
    ('1fec8e78-bce4-4aaf-ab1b-5451cc387264'), -- Microsoft Teams
    ('5e3ce6c0-2b1f-4285-8d4b-75ee78787346'), -- Microsoft Teams on the web
    ('4765445b-32c6-49b0-83e6-1d93765276ca'), -- OfficeHome
    ('f8d98a96-0999-43f5-8af3-69971c7bb423'), -- Apple Internet Accounts
    ('9e5f94bc-e8a4-4e73-b8be-63364c29d753'), -- Thunderbird
    ('3c8e478f-21ca-493a-b87c-c7366d664d54'),
    ('f3f64fec-ecee-4e9a-9eed-a36a5e421300'),
    ('7a5fbd1c-3e6d-461a-9075-83049393b3a7')
), wide AS (
  SELECT b.app_id, b.mailbox_count, b.reason
  FROM application_baseline AS b
  WHERE b.is_established = 1 AND b.mailbox_count >= :minimum_mailboxes
    AND b.app_id NOT IN (SELECT app_id FROM shared_client)
), first_session AS (
  SELECT w.app_id, w.mailbox_count, w.reason, s.mailbox_id, MIN(s.session_id) AS session_id
  FROM wide AS w
  JOIN access_session AS s ON LOWER(s.app_id) = w.app_id
  JOIN session_trait AS e ON e.session_id = s.session_id AND e.trait = 'established_application'
  WHERE s.mailbox_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM session_trait AS t WHERE t.session_id = s.session_id AND t.trait = 'trusted')
  GROUP BY w.app_id, w.mailbox_count, w.reason, s.mailbox_id
), first_record AS (
  SELECT f.app_id, f.mailbox_count, f.reason, f.mailbox_id, f.session_id, MIN(r.audit_record_id) AS audit_record_id
  FROM first_session AS f
  JOIN session_record AS r ON r.session_id = f.session_id
  GROUP BY f.app_id, f.mailbox_count, f.reason, f.mailbox_id, f.session_id
)
SELECT f.app_id AS finding_key,
  f.mailbox_id AS mailbox_id, f.session_id AS session_id, f.audit_record_id AS audit_record_id, 'context' AS role,
  r.occurred_at_us AS occurred_at_us,
  'application ' || f.app_id || ': access to ' || CAST(f.mailbox_count AS VARCHAR(20)) || ' mailboxes logged; '
    || f.reason AS detail
FROM first_record AS f
JOIN audit_record AS r ON r.audit_record_id = f.audit_record_id
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id
