-- Detection: address-book-download-outside
-- Title:     The address book generator left a file outside of its folder (CVE-2021-26858)
-- Severity:  high
-- Technique: T1203 Exploitation for Client Execution
-- Innocent:  an address book folder that was moved on purpose
-- Source:    CSS-Exchange Test-ProxyLogon.ps1 (OABGeneratorLog): a failed download whose temporary file is not below
--            ClientAccess/OAB
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us, 'the generator logged: ' || SUBSTR(r.target, 1, 240) AS detail
FROM exhibit AS e
CROSS JOIN audit_record AS r
LEFT JOIN session_record AS s ON s.audit_record_id = r.audit_record_id
-- The ids of an exhibit's records are one range.
WHERE e.kind = 'oab_generator'
  AND r.audit_record_id BETWEEN e.exhibit_id * 4294967296 AND e.exhibit_id * 4294967296 + 4294967295
  AND LOWER(r.target) LIKE '%download failed and temporary file%needs to be removed%' ESCAPE '!'
  AND LOWER(r.target) NOT LIKE '%clientaccess_oab%' ESCAPE '!'
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
