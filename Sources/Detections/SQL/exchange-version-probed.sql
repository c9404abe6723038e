-- Detection: exchange-version-probed
-- Title:     Strangers asked the server for its version
-- Severity:  low
-- Technique: T1595.002 Vulnerability Scanning
-- Innocent:  scanners of researchers, insurers and authorities
-- Source:    real row of 2023 (zgrab, HttpProxy/Ecp); what the file tells is the server's build
WITH asked AS (
  SELECT path_id, path_lc
  FROM request_path
  WHERE path_lc LIKE '/ecp/%exporttool/microsoft.exchange.ediscovery.exporttool.application' ESCAPE '!'
)
SELECT COALESCE(w.client_ip, '(no address)') AS finding_key,
  w.mailbox_id AS mailbox_id, s.session_id AS session_id, w.audit_record_id AS audit_record_id, 'actor' AS role,
  w.occurred_at_us AS occurred_at_us,
  COALESCE(w.client_ip, 'an address not logged') || ' asked ' || COALESCE(w.server, 'a server not named')
    || ' for its version: '
    || COALESCE('status ' || CAST(w.status AS VARCHAR(20)), 'no status logged') AS detail
FROM asked AS a
CROSS JOIN web_request AS w
LEFT JOIN session_record AS s ON s.audit_record_id = w.audit_record_id
WHERE w.path_id = a.path_id AND w.actor IS NULL
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
