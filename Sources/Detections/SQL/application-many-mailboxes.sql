-- Detection: application-many-mailboxes
-- Title:     The log shows one application reading many mailboxes within two clock hours, beyond what it is used to
-- Severity:  high
-- Technique: T1114.002 Remote Email Collection
-- Parameter: minimum_mailboxes = 5
-- Innocent:  newly installed backup, archiving, migration and signature products; a mail program that many people use
--            and that the list below does not name, each reading their own mailbox
-- Source:    Splunk 7cd853e9; Azure-Sentinel 67c763f7; CISA AA23-193A (Storm-0558)
-- Sessions of an established application (application_baseline), and those that the examiner trusts, are left out:
-- established-application-many-mailboxes tells of them.
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
), reading AS (
  SELECT LOWER(s.app_id) AS app_id, h.mailbox_id, h.session_id, h.hour_us
  FROM access_hour AS h
  JOIN access_session AS s ON s.session_id = h.session_id
  WHERE h.access_type IN ('bind', 'sync', 'attachment', 'folder_bind') AND h.mailbox_id IS NOT NULL
    AND s.app_id <> '' AND LOWER(s.app_id) NOT IN (SELECT app_id FROM shared_client)
    AND NOT EXISTS (
      SELECT 1 FROM session_trait AS t
      WHERE t.session_id = h.session_id AND t.trait IN ('trusted', 'established_application'))
), in_window AS (
  SELECT app_id, mailbox_id, hour_us AS window_us FROM reading
  UNION ALL
  SELECT app_id, mailbox_id, hour_us - 3600000000 AS window_us FROM reading
), wide_window AS (
  SELECT app_id, window_us, COUNT(DISTINCT mailbox_id) AS mailbox_count
  FROM in_window
  GROUP BY app_id, window_us
  HAVING COUNT(DISTINCT mailbox_id) >= :minimum_mailboxes
), wide_hour AS (
  SELECT app_id, window_us AS hour_us FROM wide_window
  UNION
  SELECT app_id, window_us + 3600000000 AS hour_us FROM wide_window
), widest AS (
  SELECT app_id, MAX(mailbox_count) AS mailbox_count FROM wide_window GROUP BY app_id
), hot AS (
  SELECT DISTINCT r.app_id, w.mailbox_count, r.mailbox_id, r.session_id, r.hour_us
  FROM reading AS r
  JOIN wide_hour AS h ON h.app_id = r.app_id AND h.hour_us = r.hour_us
  JOIN widest AS w ON w.app_id = r.app_id
)
SELECT h.app_id AS finding_key,
  h.mailbox_id AS mailbox_id, h.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  'application ' || h.app_id || ': access to ' || CAST(h.mailbox_count AS VARCHAR(20))
    || ' mailboxes logged within two clock hours' AS detail
FROM hot AS h
JOIN session_record AS sr ON sr.session_id = h.session_id
JOIN audit_record AS r
  ON r.audit_record_id = sr.audit_record_id AND r.occurred_at_us - r.occurred_at_us % 3600000000 = h.hour_us
WHERE EXISTS (
  SELECT 1 FROM mail_access AS a
  WHERE a.audit_record_id = sr.audit_record_id AND a.access_type IN ('bind', 'sync', 'attachment', 'folder_bind'))
ORDER BY finding_key, occurred_at_us, audit_record_id, session_id
