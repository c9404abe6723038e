-- Detection: inbox-rule-forwarding-outside
-- Title:     An inbox rule was set to send mail to an address outside the organisation
-- Severity:  high
-- Technique: T1114.003 Email Forwarding Rule
-- Innocent:  a person sending some of their own mail to a private or partner address; an accepted domain that no log at
--            hand names. A rule made is not mail delivered: message trace shows that
-- Source:    SigmaHQ c726e007; Splunk o365_new_email_forwarding_rule_created
WITH outside AS (
  SELECT a.audit_record_id, MIN(a.address_lc) AS address_lc, COUNT(DISTINCT a.address_lc) AS address_count
  FROM cmdlet_address AS a
  JOIN cmdlet AS c ON c.audit_record_id = a.audit_record_id
  WHERE c.cmdlet_lc IN ('new-inboxrule', 'set-inboxrule', 'updateinboxrules')
    AND (a.name_lc IN ('forwardto', 'redirectto', 'forwardasattachmentto')
      OR a.name_lc = 'ruleactions' AND EXISTS (
        SELECT 1 FROM cmdlet_parameter AS p
        WHERE p.audit_record_id = a.audit_record_id AND p.ordinal = a.ordinal
          AND (p.value_lc LIKE '%forward%' ESCAPE '!' OR p.value_lc LIKE '%redirect%' ESCAPE '!')))
    AND NOT EXISTS (
      SELECT 1 FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = a.audit_record_id AND p.name_lc = 'ruleoperation'
        AND (p.value_lc LIKE 'remove%' ESCAPE '!' OR p.value_lc LIKE 'delete%' ESCAPE '!'))
    -- A guest account stands for an address outside, under a name inside.
    AND (a.address_lc LIKE '%#ext#@%' ESCAPE '!'
      OR NOT EXISTS (SELECT 1 FROM organisation_domain AS d WHERE d.domain_lc = a.domain_lc))
    AND EXISTS (SELECT 1 FROM organisation_domain)
  GROUP BY a.audit_record_id
)
SELECT COALESCE(r.target, '(not named)') || ' to ' || o.address_lc AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, o.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' set an inbox rule '
    || COALESCE(NULLIF(r.target, ''), '(not named)') || ' with recipient ' || o.address_lc
    || CASE WHEN o.address_count > 1
         THEN ' and ' || CAST(o.address_count - 1 AS VARCHAR(20)) || ' more outside' ELSE '' END AS detail
FROM outside AS o
JOIN audit_record AS r ON r.audit_record_id = o.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = o.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
