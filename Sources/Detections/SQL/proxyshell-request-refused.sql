-- Detection: proxyshell-request-refused
-- Title:     A request in the form of ProxyShell (CVE-2021-34473) was tried and refused
-- Severity:  low
-- Technique: T1190 Exploit Public-Facing Application
-- Innocent:  mass scanning since August 2021
-- Source:    SigmaHQ 23eee45e and 992be1eb: /autodiscover.json with /powershell, /mapi/nspi, /EWS or X-Rps-CAT; 401 is
--            a try, 200 and 301 are answers
WITH asked AS (
  SELECT path_id, path_lc FROM request_path WHERE path_lc LIKE '%/autodiscover.json%' ESCAPE '!'
), request AS (
  SELECT w.audit_record_id, w.occurred_at_us, w.mailbox_id, w.client_ip, w.server, w.status,
    a.path_lc || '?' || COALESCE(w.query_lc, '') AS asked_lc
  FROM asked AS a
  CROSS JOIN web_request AS w
  WHERE w.path_id = a.path_id AND COALESCE(w.status, 0) NOT IN (200, 301)
)
SELECT COALESCE(r.client_ip, '(no address)') || ' at ' || COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.client_ip, 'an address not logged') || ' asked ' || COALESCE(r.server, 'a server not named') || ' for '
    || CASE WHEN r.asked_lc LIKE '%/powershell%' ESCAPE '!' THEN 'the remote shell'
         WHEN r.asked_lc LIKE '%/mapi/%' ESCAPE '!' THEN 'MAPI' WHEN r.asked_lc LIKE '%/ews%' ESCAPE '!' THEN 'EWS'
         ELSE 'a back end' END
    || ' by way of autodiscover.json: '
    || COALESCE('status ' || CAST(r.status AS VARCHAR(20)), 'no status logged') AS detail
FROM request AS r
LEFT JOIN session_record AS s ON s.audit_record_id = r.audit_record_id
WHERE (r.asked_lc LIKE '%/powershell%' ESCAPE '!' OR r.asked_lc LIKE '%/mapi/nspi%' ESCAPE '!'
    OR r.asked_lc LIKE '%/mapi/emsmdb%' ESCAPE '!' OR r.asked_lc LIKE '%/ews%' ESCAPE '!'
    OR r.asked_lc LIKE '%x-rps-cat%' ESCAPE '!' OR r.asked_lc LIKE '%autodiscover.json?@%' ESCAPE '!'
    OR r.asked_lc LIKE '%3f@%' ESCAPE '!' OR r.asked_lc LIKE '%email=autodiscover/autodiscover.json%' ESCAPE '!')
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
