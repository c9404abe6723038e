-- Detection: account-many-mailboxes
-- Title:     The log shows one account reading many mailboxes that are not its own within two clock hours
-- Severity:  high
-- Technique: T1114.002 Remote Email Collection
-- Parameter: minimum_mailboxes = 5
-- Innocent:  service accounts of backup, archiving and migration; help desk and assistants with several shared
--            mailboxes
-- Source:    Splunk 7cd853e9; Microsoft, Use MailItemsAccessed to investigate compromised accounts
WITH reading AS (
  SELECT s.actor_lc, h.mailbox_id, h.session_id, h.hour_us
  FROM access_hour AS h
  JOIN access_session AS s ON s.session_id = h.session_id
  WHERE h.access_type IN ('bind', 'sync', 'attachment', 'folder_bind') AND h.mailbox_id IS NOT NULL
    AND s.actor_lc <> ''
    AND NOT EXISTS (
      SELECT 1 FROM session_trait AS t
      WHERE t.session_id = h.session_id AND t.trait IN ('trusted', 'established_application'))
    AND NOT EXISTS (
      SELECT 1 FROM mailbox_alias AS own
      WHERE own.mailbox_id = h.mailbox_id AND (own.value = s.actor OR LOWER(own.value) = s.actor_lc))
), in_window AS (
  SELECT actor_lc, mailbox_id, hour_us AS window_us FROM reading
  UNION ALL
  SELECT actor_lc, mailbox_id, hour_us - 3600000000 AS window_us FROM reading
), wide_window AS (
  SELECT actor_lc, window_us, COUNT(DISTINCT mailbox_id) AS mailbox_count
  FROM in_window
  GROUP BY actor_lc, window_us
  HAVING COUNT(DISTINCT mailbox_id) >= :minimum_mailboxes
), wide_hour AS (
  SELECT actor_lc, window_us AS hour_us FROM wide_window
  UNION
  SELECT actor_lc, window_us + 3600000000 AS hour_us FROM wide_window
), widest AS (
  SELECT actor_lc, MAX(mailbox_count) AS mailbox_count FROM wide_window GROUP BY actor_lc
), hot AS (
  SELECT DISTINCT r.actor_lc, w.mailbox_count, r.mailbox_id, r.session_id, r.hour_us
  FROM reading AS r
  JOIN wide_hour AS h ON h.actor_lc = r.actor_lc AND h.hour_us = r.hour_us
  JOIN widest AS w ON w.actor_lc = r.actor_lc
)
SELECT h.actor_lc AS finding_key,
  h.mailbox_id AS mailbox_id, h.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  h.actor_lc || ': access to ' || CAST(h.mailbox_count AS VARCHAR(20))
    || ' mailboxes of others logged within two clock hours' AS detail
FROM hot AS h
JOIN session_record AS sr ON sr.session_id = h.session_id
JOIN audit_record AS r
  ON r.audit_record_id = sr.audit_record_id AND r.occurred_at_us - r.occurred_at_us % 3600000000 = h.hour_us
WHERE EXISTS (
  SELECT 1 FROM mail_access AS a
  WHERE a.audit_record_id = sr.audit_record_id AND a.access_type IN ('bind', 'sync', 'attachment', 'folder_bind'))
ORDER BY finding_key, occurred_at_us, audit_record_id, session_id
