-- Detection: owassrf-request-refused
-- Title:     A request for the remote shell by way of /owa/ (OWASSRF, CVE-2022-41080) was tried and refused
-- Severity:  low
-- Technique: T1190 Exploit Public-Facing Application
-- Innocent:  mass scanning since August 2021
-- Source:    SigmaHQ 181f49fa: POST, /owa/ with /powershell and a mail address, no client of Exchange's own
WITH asked AS (
  SELECT path_id, path_lc FROM request_path
  WHERE path_lc LIKE '/owa/%' ESCAPE '!' AND path_lc LIKE '%/powershell%' ESCAPE '!'
)
SELECT COALESCE(w.client_ip, '(no address)') || ' at ' || COALESCE(w.server, '(no server)') AS finding_key,
  w.mailbox_id AS mailbox_id, s.session_id AS session_id, w.audit_record_id AS audit_record_id, 'actor' AS role,
  w.occurred_at_us AS occurred_at_us,
  COALESCE(w.client_ip, 'an address not logged') || ' asked ' || COALESCE(w.server, 'a server not named')
    || ' for the remote shell by way of /owa/: '
    || COALESCE('status ' || CAST(w.status AS VARCHAR(20)), 'no status logged') AS detail
FROM asked AS a
CROSS JOIN web_request AS w
LEFT JOIN session_record AS s ON s.audit_record_id = w.audit_record_id
WHERE w.path_id = a.path_id AND COALESCE(w.status, 0) <> 200 AND w.method = 'POST'
  AND (a.path_lc LIKE '%@%' ESCAPE '!' OR a.path_lc LIKE '%!%40%' ESCAPE '!' OR w.query_lc LIKE '%@%' ESCAPE '!'
    OR w.query_lc LIKE '%!%40%' ESCAPE '!')
  AND COALESCE(w.user_agent_lc, '') NOT LIKE '%clientinfo%' ESCAPE '!'
  AND COALESCE(w.user_agent_lc, '') NOT LIKE '%microsoft winrm client%' ESCAPE '!'
  AND COALESCE(w.user_agent_lc, '') NOT LIKE '%exchange backend probes%' ESCAPE '!'
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
