-- Detection: web-root-file-picked-up
-- Title:     A file that hardly anybody asks for was fetched from a web folder of the server
-- Severity:  medium
-- Technique: T1567 Exfiltration Over Web Service
-- Parameter: maximum_requests = 2
-- Innocent:  pictures and notices of the organisation's own. Names lie both ways: stolen archives were called .png
-- Source:    Azure-Sentinel hunting a523786c: a file below /owa/, no query, no page, public address, at most two
--            requests
WITH asked AS (
  SELECT path_id, path_lc
  FROM request_path
  WHERE extension_lc NOT IN ('', 'aspx', 'ashx', 'asp', 'asmx', 'svc', 'owa', 'eas', 'xml', 'json', 'dll', 'cfg', 'ecp')
    AND (path_lc LIKE '/aspnet!_client/%' ESCAPE '!' OR path_lc LIKE '/owa/%' ESCAPE '!')
    AND path_lc NOT LIKE '/aspnet!_client/system!_web/!__!_!_%' ESCAPE '!'
    AND path_lc NOT LIKE '/owa/auth/current/%' ESCAPE '!' AND path_lc NOT LIKE '/owa/auth/1_.%' ESCAPE '!'
    AND path_lc NOT LIKE '/owa/1_.%' ESCAPE '!' AND path_lc NOT LIKE '/owa/prem/%' ESCAPE '!'
    AND path_lc NOT LIKE '/owa/smime/%' ESCAPE '!' AND path_lc NOT LIKE '/owa/manifests/%' ESCAPE '!'
    AND path_lc NOT IN ('/owa/healthcheck.htm', '/owa/favicon.ico')
), fetched AS (
  SELECT w.audit_record_id, w.occurred_at_us, w.mailbox_id, w.client_ip, w.server, w.status, w.response_bytes,
    a.path_lc, COUNT(*) OVER (PARTITION BY w.server, a.path_lc) AS request_count
  FROM asked AS a
  CROSS JOIN web_request AS w
  WHERE w.path_id = a.path_id AND w.log_kind = 'iis' AND w.method = 'GET' AND w.status IN (200, 206)
    AND (w.query_lc IS NULL OR w.query_lc LIKE '%correlationid=%' ESCAPE '!')
    AND w.client_ip NOT LIKE '10.%' ESCAPE '!' AND w.client_ip NOT LIKE '192.168.%' ESCAPE '!'
    AND w.client_ip NOT LIKE '172.1_.%' ESCAPE '!' AND w.client_ip NOT LIKE '172.2_.%' ESCAPE '!'
    AND w.client_ip NOT LIKE '127.%' ESCAPE '!' AND w.client_ip NOT LIKE 'fe80:%' ESCAPE '!'
    AND w.client_ip NOT LIKE 'fd%:%' ESCAPE '!' AND w.client_ip <> '::1'
)
SELECT COALESCE(f.server, '(no server)') || f.path_lc AS finding_key,
  f.mailbox_id AS mailbox_id, s.session_id AS session_id, f.audit_record_id AS audit_record_id, 'actor' AS role,
  f.occurred_at_us AS occurred_at_us,
  f.client_ip || ' fetched ' || f.path_lc || ' from ' || COALESCE(f.server, 'a server not named') || ', status '
    || CAST(f.status AS VARCHAR(20))
    || COALESCE(', bytes sent: ' || CAST(f.response_bytes AS VARCHAR(20)), '') AS detail
FROM fetched AS f
LEFT JOIN session_record AS s ON s.audit_record_id = f.audit_record_id
WHERE f.request_count <= :maximum_requests
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
