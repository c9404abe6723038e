-- Detection: unified-messaging-exception
-- Title:     Unified Messaging failed in the way that CVE-2021-26857 makes it fail
-- Severity:  medium
-- Technique: T1203 Exploitation for Client Execution
-- Innocent:  a damaged greeting or voice mail. The log shows a try; whether code ran, others have to show
-- Source:    CSS-Exchange Test-ProxyLogon.ps1: Application log, MSExchange Unified Messaging, level 2,
--            System.InvalidCastException
WITH failed AS (
  SELECT DISTINCT c.audit_record_id
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS v ON v.audit_record_id = c.audit_record_id
  JOIN cmdlet_parameter AS l ON l.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc > 'msexchange unified messaging ' AND c.cmdlet_lc < 'msexchange unified messaging~'
    AND v.value_lc LIKE '%system.invalidcastexception%' ESCAPE '!' AND l.name_lc = 'level' AND l.value_lc = '2'
)
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  'Unified Messaging on ' || COALESCE(r.server, 'a server not named')
    || ' logged an InvalidCastException as an error' AS detail
FROM failed AS f
JOIN audit_record AS r ON r.audit_record_id = f.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = f.audit_record_id
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
