-- Detection: forged-request-refused
-- Title:     Forged requests (CVE-2021-26855) were tried and not answered
-- Severity:  low
-- Technique: T1190 Exploit Public-Facing Application
-- Innocent:  mass scanning since 26 February 2021. A refused request shows a try, and says nothing of other tries
-- Source:    CSS-Exchange Test-ProxyLogon.ps1
SELECT COALESCE(w.client_ip, '(no address)') || ' at ' || COALESCE(w.server, '(no server)') AS finding_key,
  w.mailbox_id AS mailbox_id, s.session_id AS session_id, w.audit_record_id AS audit_record_id, 'actor' AS role,
  w.occurred_at_us AS occurred_at_us,
  COALESCE(w.client_ip, 'an address not logged') || ' tried target ' || f.target_lc || ' on '
    || COALESCE(w.server, 'a server not named') || ': '
    || COALESCE('status ' || CAST(w.status AS VARCHAR(20)), 'no status logged') AS detail
FROM forged_anchor AS f
CROSS JOIN web_request AS w
LEFT JOIN session_record AS s ON s.audit_record_id = w.audit_record_id
WHERE w.anchor_id = f.anchor_id AND COALESCE(w.status, 0) NOT BETWEEN 200 AND 299
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
