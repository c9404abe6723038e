-- Detection: autodiscover-ssrf-pattern
-- Title:     Requests to Autodiscover name another service of Exchange, as exploits of its proxy do
-- Severity:  low
-- Technique: T1190 Exploit Public-Facing Application
-- Innocent:  scanners; the status does not tell a refusal from a success here, the detections of ProxyShell do
-- Source:    Splunk d436f9e7: POST with status 200, 302 or 401, two or more of autodiscover, powershell, mapi
WITH asked AS (
  SELECT path_id, path_lc FROM request_path
  WHERE path_lc LIKE '%autodiscover%' ESCAPE '!'
    AND (path_lc LIKE '%.json%' ESCAPE '!' OR path_lc LIKE '%powershell%' ESCAPE '!'
      OR path_lc LIKE '%mapi%' ESCAPE '!')
)
SELECT COALESCE(w.client_ip, '(no address)') || ' at ' || COALESCE(w.server, '(no server)') AS finding_key,
  w.mailbox_id AS mailbox_id, s.session_id AS session_id, w.audit_record_id AS audit_record_id, 'actor' AS role,
  w.occurred_at_us AS occurred_at_us,
  COALESCE(w.client_ip, 'an address not logged') || ' posted to ' || a.path_lc || ' on '
    || COALESCE(w.server, 'a server not named') || ' naming another service, status '
    || CAST(w.status AS VARCHAR(20)) AS detail
FROM asked AS a
CROSS JOIN web_request AS w
LEFT JOIN session_record AS s ON s.audit_record_id = w.audit_record_id
WHERE w.path_id = a.path_id AND w.method = 'POST' AND w.status IN (200, 302, 401)
  AND (a.path_lc LIKE '%powershell%' ESCAPE '!' OR a.path_lc LIKE '%mapi%' ESCAPE '!'
    OR w.query_lc LIKE '%powershell%' ESCAPE '!' OR w.query_lc LIKE '%mapi/%' ESCAPE '!')
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
