-- Detection: web-root-archive-fetched
-- Title:     An archive, a mailbox export or a memory dump was fetched from a web folder of the server
-- Severity:  high
-- Technique: T1567 Exfiltration Over Web Service
-- Innocent:  tools that administrators put there to be fetched. IIS logs no bytes by default: an answer is no proof
--            that all of the file came through
-- Source:    Azure-Sentinel hunting a523786c; a published case of exports packed into the web root
WITH asked AS (
  SELECT path_id, path_lc
  FROM request_path
  WHERE extension_lc IN ('7z', 'zip', 'rar', 'pst', 'ost', 'edb', 'cab', 'gz', 'tgz', 'tar', 'dmp', 'bak', 'arj', 'ace')
    AND (path_lc LIKE '/aspnet!_client/%' ESCAPE '!' OR path_lc LIKE '/owa/%' ESCAPE '!'
      OR path_lc LIKE '/ecp/%' ESCAPE '!' OR folder_lc = '/')
)
SELECT COALESCE(w.server, '(no server)') || a.path_lc AS finding_key,
  w.mailbox_id AS mailbox_id, s.session_id AS session_id, w.audit_record_id AS audit_record_id, 'actor' AS role,
  w.occurred_at_us AS occurred_at_us,
  COALESCE(w.client_ip, 'an address not logged') || ' fetched ' || a.path_lc || ' from '
    || COALESCE(w.server, 'a server not named') || ', status ' || CAST(w.status AS VARCHAR(20))
    || COALESCE(', bytes sent: ' || CAST(w.response_bytes AS VARCHAR(20)), '') AS detail
FROM asked AS a
CROSS JOIN web_request AS w
LEFT JOIN session_record AS s ON s.audit_record_id = w.audit_record_id
WHERE w.path_id = a.path_id AND w.method IN ('GET', 'POST') AND w.status IN (200, 206)
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
