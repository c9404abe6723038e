-- Detection: inbox-rule-hiding
-- Title:     An inbox rule deletes chosen mail or moves it where nobody looks
-- Severity:  medium
-- Technique: T1564.008 Email Hiding Rules
-- Innocent:  people who sort newsletters away; a rule that deletes by one sender. Look at the words and the day
-- Source:    SigmaHQ d3577be1; Microsoft, Alert classification for suspicious inbox manipulation rules
WITH rule AS (
  SELECT c.audit_record_id
  FROM cmdlet AS c
  WHERE c.cmdlet_lc IN ('new-inboxrule', 'set-inboxrule', 'updateinboxrules')
    AND NOT EXISTS (
      SELECT 1 FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = c.audit_record_id AND p.name_lc = 'ruleoperation'
        AND (p.value_lc LIKE 'remove%' ESCAPE '!' OR p.value_lc LIKE 'delete%' ESCAPE '!'))
), deleting AS (
  SELECT DISTINCT r.audit_record_id
  FROM rule AS r
  JOIN cmdlet_parameter AS p ON p.audit_record_id = r.audit_record_id
  WHERE p.name_lc IN ('deletemessage', 'softdeletemessage') AND p.value_lc IN ('true', '$true', '1')
    AND EXISTS (
      SELECT 1 FROM cmdlet_parameter AS w
      WHERE w.audit_record_id = r.audit_record_id AND COALESCE(w.value_lc, '') NOT IN ('', '$null')
        AND w.name_lc IN ('subjectcontainswords', 'subjectorbodycontainswords', 'bodycontainswords'))
), moving AS (
  SELECT DISTINCT r.audit_record_id
  FROM rule AS r
  JOIN cmdlet_parameter AS p ON p.audit_record_id = r.audit_record_id
  WHERE p.name_lc = 'movetofolder'
    AND (p.value_lc LIKE '%rss%' ESCAPE '!' OR p.value_lc LIKE '%conversation history%' ESCAPE '!'
      OR p.value_lc LIKE '%sync issues%' ESCAPE '!' OR p.value_lc LIKE '%deleted items%' ESCAPE '!'
      OR p.value_lc LIKE '%junk%' ESCAPE '!')
), hiding AS (
  SELECT audit_record_id, 'deletes mail by words in it' AS what FROM deleting
  UNION ALL
  SELECT audit_record_id, 'moves mail to a folder that nobody looks into' AS what FROM moving
  WHERE audit_record_id NOT IN (SELECT audit_record_id FROM deleting)
)
SELECT COALESCE(r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, h.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' set an inbox rule ' || COALESCE(NULLIF(r.target, ''), '(not named)')
    || ' that ' || h.what AS detail
FROM hiding AS h
JOIN audit_record AS r ON r.audit_record_id = h.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = h.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
