-- Detection: application-consented-and-used
-- Title:     Users let an application in, and it read mail of several mailboxes
-- Severity:  high
-- Technique: T1528 Steal Application Access Token
-- Parameter: minimum_mailboxes = 2
-- Innocent:  a new product that several people or an administrator chose, such as a mail program; ask who made it and
--            what the consent screen said
-- Source:    Microsoft, Detect and remediate illicit consent grants; real rows: consent with Mail.Read, April 2021
-- Consent given within the logs, by the application's id in any parameter; the reading comes after it.
WITH consent AS (
  SELECT p.value_lc AS app_id, MIN(r.occurred_at_us) AS granted_us
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  JOIN audit_record AS r ON r.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc IN ('consent to application.', 'add delegated permission grant.', 'add oauth2permissiongrant.',
      'add app role assignment to service principal.')
    AND COALESCE(r.is_success, 1) = 1 AND LENGTH(p.value_lc) = 36
    AND p.value_lc NOT LIKE '%-0000-0000-c000-000000000000' ESCAPE '!'
    AND p.value_lc NOT LIKE '%-0000-0ff1-ce00-000000000000' ESCAPE '!'
  GROUP BY p.value_lc
), reading AS (
  SELECT DISTINCT c.app_id, s.mailbox_id, h.session_id
  FROM consent AS c
  JOIN access_session AS s ON LOWER(s.app_id) = c.app_id
  JOIN access_hour AS h ON h.session_id = s.session_id
  WHERE h.access_type IN ('bind', 'sync', 'attachment', 'folder_bind') AND s.mailbox_id IS NOT NULL
    AND h.hour_us + 3600000000 > c.granted_us
    AND NOT EXISTS (SELECT 1 FROM session_trait AS t WHERE t.session_id = s.session_id AND t.trait = 'trusted')
), wide AS (
  SELECT app_id, COUNT(DISTINCT mailbox_id) AS mailbox_count
  FROM reading
  GROUP BY app_id
  HAVING COUNT(DISTINCT mailbox_id) >= :minimum_mailboxes
)
SELECT w.app_id AS finding_key,
  g.mailbox_id AS mailbox_id, g.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  'application ' || w.app_id || ': let in within the logs, then access to ' || CAST(w.mailbox_count AS VARCHAR(20))
    || ' mailboxes logged' AS detail
FROM wide AS w
JOIN reading AS g ON g.app_id = w.app_id
JOIN session_record AS sr ON sr.session_id = g.session_id
JOIN audit_record AS r ON r.audit_record_id = sr.audit_record_id
WHERE EXISTS (
  SELECT 1 FROM mail_access AS a
  WHERE a.audit_record_id = sr.audit_record_id AND a.access_type IN ('bind', 'sync', 'attachment', 'folder_bind'))
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id
