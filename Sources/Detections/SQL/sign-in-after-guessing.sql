-- Detection: sign-in-after-guessing
-- Title:     Sign-ins to several accounts failed from one address, and then one from there succeeded
-- Severity:  high
-- Technique: T1110.003 Password Spraying
-- Parameter: minimum_accounts = 3
-- Innocent:  an office or provider behind one address where people mistype; one that reads mail every day is left out
-- Source:    MITRE ATT&CK T1110.003; Microsoft, Password spray investigation
-- Failures count within six hours before the success. An address that is usual for three mailboxes is an office's.
WITH failed AS (
  SELECT r.client_ip, r.actor_lc, r.occurred_at_us
  FROM audit_record AS r
  WHERE r.operation_lc = 'userloginfailed' AND r.client_ip IS NOT NULL AND r.actor_lc IS NOT NULL
    AND r.occurred_at_us IS NOT NULL
), guessing AS (
  SELECT client_ip FROM failed GROUP BY client_ip HAVING COUNT(DISTINCT actor_lc) >= :minimum_accounts
), office AS (
  SELECT DISTINCT s.client_ip
  FROM access_session AS s
  JOIN session_trait AS t ON t.session_id = s.session_id
  WHERE t.trait IN ('shared_address', 'trusted') AND s.client_ip IS NOT NULL
), signed_in AS (
  SELECT r.audit_record_id, r.client_ip, r.actor, r.actor_lc, r.mailbox_id, r.occurred_at_us
  FROM audit_record AS r
  JOIN guessing AS g ON g.client_ip = r.client_ip
  WHERE r.operation_lc = 'userloggedin' AND COALESCE(r.is_success, 1) = 1 AND r.occurred_at_us IS NOT NULL
    AND r.client_ip NOT IN (SELECT client_ip FROM office)
), guessed AS (
  SELECT s.audit_record_id, s.client_ip, s.actor, s.mailbox_id, s.occurred_at_us,
    COUNT(DISTINCT f.actor_lc) AS account_count
  FROM signed_in AS s
  JOIN failed AS f ON f.client_ip = s.client_ip AND f.occurred_at_us <= s.occurred_at_us
    AND f.occurred_at_us >= s.occurred_at_us - 21600000000
  GROUP BY s.audit_record_id, s.client_ip, s.actor, s.mailbox_id, s.occurred_at_us
  HAVING COUNT(DISTINCT f.actor_lc) >= :minimum_accounts
)
SELECT g.client_ip AS finding_key,
  g.mailbox_id AS mailbox_id, s.session_id AS session_id, g.audit_record_id AS audit_record_id, 'actor' AS role,
  g.occurred_at_us AS occurred_at_us,
  COALESCE(g.actor, 'an account not named') || ' signed in from ' || g.client_ip || ', where sign-ins to '
    || CAST(g.account_count AS VARCHAR(20)) || ' accounts had failed within six hours' AS detail
FROM guessed AS g
LEFT JOIN session_record AS s ON s.audit_record_id = g.audit_record_id
ORDER BY finding_key, occurred_at_us, audit_record_id, session_id NULLS LAST
