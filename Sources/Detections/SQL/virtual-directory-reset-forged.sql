-- Detection: virtual-directory-reset-forged
-- Title:     A virtual directory was reset by a forged request, which writes its settings to a file (CVE-2021-27065)
-- Severity:  high
-- Technique: T1505.003 Web Shell
-- Innocent:  an authorised penetration test
-- Source:    CSS-Exchange Test-ProxyLogon.ps1: HttpProxy/Ecp, AnchorMailbox ServerInfo~*/*Reset*VirtualDirectory#,
--            HttpStatus 200
WITH forged AS (
  SELECT anchor_id, anchor_lc, target_lc
  FROM forged_anchor
  WHERE anchor_lc LIKE '%reset%virtualdirectory%' ESCAPE '!'
)
SELECT COALESCE(w.client_ip, '(no address)') || ' at ' || COALESCE(w.server, '(no server)') AS finding_key,
  w.mailbox_id AS mailbox_id, s.session_id AS session_id, w.audit_record_id AS audit_record_id, 'actor' AS role,
  w.occurred_at_us AS occurred_at_us,
  COALESCE(w.client_ip, 'an address not logged') || ' had a virtual directory reset on '
    || COALESCE(w.server, 'a server not named') || ', answered ' || CAST(w.status AS VARCHAR(20)) AS detail
FROM forged AS f
CROSS JOIN web_request AS w
LEFT JOIN session_record AS s ON s.audit_record_id = w.audit_record_id
WHERE w.anchor_id = f.anchor_id AND w.status = 200
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
