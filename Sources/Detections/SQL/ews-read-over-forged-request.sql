-- Detection: ews-read-over-forged-request
-- Title:     Exchange Web Services gave out mail to the server's own account while a forged request was passed on to it
-- Severity:  high
-- Technique: T1114.002 Remote Email Collection
-- Parameter: within_us = 1000000
-- Innocent:  a service of the server itself that read mail in the same second; compare the bytes of both logs
-- Source:    CSS-Exchange Test-ProxyLogon.ps1 for the forged request; the columns of both logs. No published rule joins
--            them
WITH forged AS (
  SELECT w.audit_record_id, w.occurred_at_us, w.client_ip, w.server
  FROM forged_anchor AS f
  CROSS JOIN web_request AS w
  WHERE w.anchor_id = f.anchor_id
    AND f.target_lc LIKE '/ews/%' ESCAPE '!' AND w.status BETWEEN 200 AND 299 AND w.occurred_at_us IS NOT NULL
), joined AS (
  SELECT f.audit_record_id AS forged_id, f.occurred_at_us AS forged_us, f.client_ip, f.server,
    e.audit_record_id AS ews_id, e.occurred_at_us AS ews_us, e.mailbox_id, e.soap_action, e.actor
  FROM forged AS f
  CROSS JOIN web_request AS e
  WHERE e.occurred_at_us BETWEEN f.occurred_at_us - :within_us AND f.occurred_at_us + :within_us
    AND e.log_kind || '' = 'ews' -- so that time, not the kind of log, finds the rows
    AND (e.actor_lc LIKE '%system' ESCAPE '!' OR e.actor_lc LIKE '%$' ESCAPE '!' OR e.actor_lc LIKE '%$@%' ESCAPE '!')
    AND LOWER(e.soap_action) IN ('finditem', 'getitem', 'syncfolderitems', 'syncfolderhierarchy', 'getattachment',
      'exportitems', 'findconversation', 'getconversationitems', 'findfolder', 'getfolder')
), cited AS (
  SELECT client_ip, server, forged_id AS audit_record_id, forged_us AS occurred_at_us, mailbox_id,
    actor, soap_action
  FROM joined
  UNION
  SELECT client_ip, server, ews_id AS audit_record_id, ews_us AS occurred_at_us, mailbox_id, actor, soap_action
  FROM joined
)
SELECT COALESCE(c.client_ip, '(no address)') || ' at ' || COALESCE(c.server, '(no server)') AS finding_key,
  c.mailbox_id AS mailbox_id, s.session_id AS session_id, c.audit_record_id AS audit_record_id, 'actor' AS role,
  c.occurred_at_us AS occurred_at_us,
  COALESCE(c.client_ip, 'an address not logged') || ' by way of ' || c.actor || ': ' || c.soap_action AS detail
FROM cited AS c
LEFT JOIN session_record AS s ON s.audit_record_id = c.audit_record_id
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, detail
