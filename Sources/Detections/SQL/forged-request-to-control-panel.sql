-- Detection: forged-request-to-control-panel
-- Title:     Forged requests made themselves an administrator's session and called the control panel
-- Severity:  high
-- Technique: T1190 Exploit Public-Facing Application
-- Innocent:  an authorised penetration test
-- Source:    a published incident of March 2021: anchor proxyLogon.ecp with status 241, then DDIService.svc GetObject
--            and SetObject; CSS-Exchange Test-ProxyLogon.ps1
WITH forged AS (
  SELECT anchor_id, target_lc
  FROM forged_anchor
  WHERE target_lc LIKE '/ecp/proxylogon.ecp%' ESCAPE '!' OR target_lc LIKE '/ecp/ddi/%' ESCAPE '!'
)
SELECT COALESCE(w.client_ip, '(no address)') || ' at ' || COALESCE(w.server, '(no server)') AS finding_key,
  w.mailbox_id AS mailbox_id, s.session_id AS session_id, w.audit_record_id AS audit_record_id, 'actor' AS role,
  w.occurred_at_us AS occurred_at_us,
  COALESCE(w.client_ip, 'an address not logged') || ' called ' || f.target_lc || ' on '
    || COALESCE(w.server, 'a server not named') || ', answered ' || CAST(w.status AS VARCHAR(20)) AS detail
FROM forged AS f
CROSS JOIN web_request AS w
LEFT JOIN session_record AS s ON s.audit_record_id = w.audit_record_id
WHERE w.anchor_id = f.anchor_id AND w.status BETWEEN 200 AND 299
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
