-- Detection: transport-rule-copy-outside
-- Title:     A transport or journal rule was set to send mail to an address outside the organisation
-- Severity:  high
-- Technique: T1114.003 Email Forwarding Rule
-- Innocent:  archiving and encryption services that receive copies by contract; an accepted domain that no log at hand
--            names. A rule made is not mail delivered: message trace shows that
-- Source:    real row: New-TransportRule with BlindCopyTo, tenant of April 2021; Hawk
WITH outside AS (
  SELECT a.audit_record_id, MIN(a.address_lc) AS address_lc, COUNT(DISTINCT a.address_lc) AS address_count
  FROM cmdlet_address AS a
  JOIN cmdlet AS c ON c.audit_record_id = a.audit_record_id
  WHERE (c.cmdlet_lc IN ('new-transportrule', 'set-transportrule')
      AND a.name_lc IN ('blindcopyto', 'copyto', 'redirectmessageto', 'addtorecipients', 'generateincidentreport')
      OR c.cmdlet_lc IN ('new-journalrule', 'set-journalrule') AND a.name_lc = 'journalemailaddress')
    -- A guest account stands for an address outside, under a name inside.
    AND (a.address_lc LIKE '%#ext#@%' ESCAPE '!'
      OR NOT EXISTS (SELECT 1 FROM organisation_domain AS d WHERE d.domain_lc = a.domain_lc))
    AND EXISTS (SELECT 1 FROM organisation_domain)
  GROUP BY a.audit_record_id
), rule_name AS (
  SELECT p.audit_record_id, MIN(p.value) AS value
  FROM outside AS o
  JOIN cmdlet_parameter AS p ON p.audit_record_id = o.audit_record_id
  WHERE p.name_lc IN ('name', 'identity')
  GROUP BY p.audit_record_id
)
SELECT COALESCE(NULLIF(r.target, ''), n.value, '(not named)') || ' to ' || o.address_lc AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, o.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' set the rule '
    || COALESCE(NULLIF(r.target, ''), n.value, '(not named)') || ' with recipient ' || o.address_lc
    || CASE WHEN o.address_count > 1
         THEN ' and ' || CAST(o.address_count - 1 AS VARCHAR(20)) || ' more outside' ELSE '' END AS detail
FROM outside AS o
JOIN audit_record AS r ON r.audit_record_id = o.audit_record_id
LEFT JOIN rule_name AS n ON n.audit_record_id = o.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = o.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
