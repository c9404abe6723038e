-- Detection: forged-request-to-mailbox
-- Title:     Forged requests (CVE-2021-26855) were passed on to the services that give out mail
-- Severity:  high
-- Technique: T1114.002 Remote Email Collection
-- Innocent:  an authorised penetration test. HttpProxy does not say which items were asked for, and names the mailbox
--            only where the forged target does
-- Source:    CSS-Exchange Test-ProxyLogon.ps1; Volexity and a published incident of March 2021 for the targets
WITH forged AS (
  SELECT anchor_id, target_lc
  FROM forged_anchor
  WHERE target_lc LIKE '/ews/%' ESCAPE '!' OR target_lc LIKE '/mapi/emsmdb%' ESCAPE '!'
    OR target_lc LIKE '/owa/service.svc%' ESCAPE '!' OR target_lc LIKE '/rpc/%' ESCAPE '!'
    OR target_lc LIKE '/microsoft-server-activesync%' ESCAPE '!' OR target_lc LIKE '/api/%' ESCAPE '!'
)
SELECT COALESCE(w.client_ip, '(no address)') || ' at ' || COALESCE(w.server, '(no server)') AS finding_key,
  w.mailbox_id AS mailbox_id, s.session_id AS session_id, w.audit_record_id AS audit_record_id, 'actor' AS role,
  w.occurred_at_us AS occurred_at_us,
  COALESCE(w.client_ip, 'an address not logged') || ' asked ' || f.target_lc || ' on '
    || COALESCE(w.server, 'a server not named') || ' by a forged target, answered '
    || CAST(w.status AS VARCHAR(20)) AS detail
FROM forged AS f
CROSS JOIN web_request AS w
LEFT JOIN session_record AS s ON s.audit_record_id = w.audit_record_id
WHERE w.anchor_id = f.anchor_id AND w.status BETWEEN 200 AND 299
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
