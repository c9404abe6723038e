-- Detection: certificate-request-page
-- Title:     A certificate request was written as a page into a folder of the web server
-- Severity:  high
-- Technique: T1505.003 Web Shell
-- Innocent:  none known: a request for a certificate is no page
-- Source:    SigmaHQ b7bc7038: New-ExchangeCertificate -GenerateRequest -BinaryEncoded -RequestFile to an .aspx
SELECT COALESCE(r.server, '(no server)') || ' ' || p.value_lc AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' ran ' || c.cmdlet || ' with request file ' || p.value AS detail
FROM cmdlet AS c
JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
JOIN audit_record AS r ON r.audit_record_id = c.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = c.audit_record_id
WHERE c.cmdlet_lc = 'new-exchangecertificate' AND p.name_lc = 'requestfile' AND COALESCE(r.is_success, 1) = 1
  AND (p.value_lc LIKE '%.asp%' ESCAPE '!' OR p.value_lc LIKE '%.ashx%' ESCAPE '!'
    OR p.value_lc LIKE '%inetpub%' ESCAPE '!' OR p.value_lc LIKE '%httpproxy_owa%' ESCAPE '!')
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
