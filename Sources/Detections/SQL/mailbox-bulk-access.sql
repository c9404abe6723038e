-- Detection: mailbox-bulk-access
-- Title:     The log shows one session reaching many messages of one mailbox within an hour
-- Severity:  high
-- Technique: T1114.002 Remote Email Collection
-- Parameter: minimum_items = 100
-- Innocent:  a new phone or mail program filling itself, a migration, an archiving or backup product;
--            compare application, address and day with what the owner used before
-- Source:    Microsoft, Use MailItemsAccessed to investigate compromised accounts; Elastic 7fc95782
-- Microsoft's own services read mailboxes too. Their ids are left out only under the client name that the service
-- front end writes for them, as seen in a real tenant of 2021.
WITH service(app_id) AS (
  VALUES ('3c8e478f-21ca-493a-b87c-c7366d664d54'), ('f3f64fec-ecee-4e9a-9eed-a36a5e421300'),
    ('7a5fbd1c-3e6d-461a-9075-83049393b3a7')
), busy_hour AS (
  SELECT s.fingerprint, s.actor, s.client_ip, h.mailbox_id, h.session_id, h.hour_us, h.item_count
  FROM access_hour AS h
  JOIN access_session AS s ON s.session_id = h.session_id
  WHERE h.access_type = 'bind' AND h.item_count >= :minimum_items
    AND NOT (COALESCE(LOWER(s.client_info), '') LIKE 'client=rest;client=restsystem%' ESCAPE '!'
      AND COALESCE(LOWER(s.app_id), '') IN (SELECT app_id FROM service))
    AND NOT EXISTS (
      SELECT 1 FROM session_trait AS t
      WHERE t.session_id = h.session_id AND t.trait IN ('trusted', 'established_application'))
)
SELECT b.fingerprint AS finding_key,
  b.mailbox_id AS mailbox_id, b.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(b.actor, 'an account not named') || ' from ' || COALESCE(b.client_ip, 'an address not logged')
    || ': ' || CAST(b.item_count AS VARCHAR(20)) || ' accesses to messages logged in one hour' AS detail
FROM busy_hour AS b
JOIN session_record AS sr ON sr.session_id = b.session_id
JOIN audit_record AS r
  ON r.audit_record_id = sr.audit_record_id AND r.occurred_at_us - r.occurred_at_us % 3600000000 = b.hour_us
WHERE EXISTS (SELECT 1 FROM mail_access AS a WHERE a.audit_record_id = sr.audit_record_id AND a.access_type = 'bind')
ORDER BY finding_key, occurred_at_us, audit_record_id, session_id
