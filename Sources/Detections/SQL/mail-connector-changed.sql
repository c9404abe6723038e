-- Detection: mail-connector-changed
-- Title:     A connector that mail flows through was made or changed
-- Severity:  medium
-- Technique: T1114.003 Email Forwarding Rule
-- Innocent:  mail gateways, signature and archiving products, a hybrid set-up; ask for the change request
-- Source:    Microsoft, Alert classification for malicious connectors; Splunk on New-OutboundConnector
WITH changed AS (
  SELECT c.audit_record_id,
    (SELECT MIN(p.value) FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = c.audit_record_id AND p.name_lc IN ('smarthosts', 'senderipaddresses', 'senderdomains'))
      AS place
  FROM cmdlet AS c
  WHERE c.cmdlet_lc IN ('new-inboundconnector', 'set-inboundconnector', 'new-outboundconnector',
      'set-outboundconnector', 'new-sendconnector', 'set-sendconnector')
)
SELECT COALESCE(r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, c.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran ' || r.operation || ' on '
    || COALESCE(NULLIF(r.target, ''), '(not named)') || COALESCE(' with ' || c.place, '') AS detail
FROM changed AS c
JOIN audit_record AS r ON r.audit_record_id = c.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = c.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1 AND NOT (r.log_kind = 'unified_audit_log' AND COALESCE(r.user_type, 0) = 3)
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
