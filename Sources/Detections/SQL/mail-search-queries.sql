-- Detection: mail-search-queries
-- Title:     What was searched for in mailboxes, as far as the log has it
-- Severity:  low
-- Technique: T1114.002 Remote Email Collection
-- Innocent:  everybody searches. A search opens nothing by itself; beside a suspect session it shows what was wanted
-- Source:    Microsoft, SearchQueryInitiatedExchange (Audit Premium)
WITH query AS (
  SELECT c.audit_record_id,
    (SELECT MIN(p.value) FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = c.audit_record_id AND p.name_lc = 'querytext' AND p.value <> '') AS value
  FROM cmdlet AS c
  WHERE c.cmdlet_lc = 'searchqueryinitiatedexchange'
)
SELECT COALESCE(r.actor_lc, '(not named)') || ' from ' || COALESCE(r.client_ip, 'an address not logged') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, q.audit_record_id AS audit_record_id, 'context' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' from ' || COALESCE(r.client_ip, 'an address not logged')
    || ' searched for ' || q.value AS detail
FROM query AS q
JOIN audit_record AS r ON r.audit_record_id = q.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = q.audit_record_id
WHERE q.value IS NOT NULL AND COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
