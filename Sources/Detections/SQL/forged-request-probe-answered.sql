-- Detection: forged-request-probe-answered
-- Title:     A probe for CVE-2021-26855 was answered: the server was open to forged requests
-- Severity:  medium
-- Technique: T1190 Exploit Public-Facing Application
-- Innocent:  scanners of researchers, insurers and authorities, who asked nothing more. That the server was open is
--            true all the same
-- Source:    CSS-Exchange Test-ProxyLogon.ps1 leaves these targets out (localhost, autodiscover); Microsoft's first
--            text counts them (AuthenticatedUser empty, AnchorMailbox ServerInfo~*/*)
WITH forged AS (
  SELECT anchor_id, host_lc, target_lc
  FROM forged_anchor
  WHERE host_lc LIKE 'localhost%' ESCAPE '!' OR target_lc LIKE '/autodiscover%' ESCAPE '!'
)
SELECT COALESCE(w.client_ip, '(no address)') || ' at ' || COALESCE(w.server, '(no server)') AS finding_key,
  w.mailbox_id AS mailbox_id, s.session_id AS session_id, w.audit_record_id AS audit_record_id, 'actor' AS role,
  w.occurred_at_us AS occurred_at_us,
  COALESCE(w.client_ip, 'an address not logged') || ' probed ' || COALESCE(w.server, 'a server not named')
    || ' with target ' || f.target_lc || ', answered ' || CAST(w.status AS VARCHAR(20)) AS detail
FROM forged AS f
CROSS JOIN web_request AS w
LEFT JOIN session_record AS s ON s.audit_record_id = w.audit_record_id
WHERE w.anchor_id = f.anchor_id AND w.status BETWEEN 200 AND 299 AND w.actor IS NULL
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
