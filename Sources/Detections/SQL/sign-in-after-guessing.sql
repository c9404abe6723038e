-- Detection: sign-in-after-guessing
-- Title:     Sign-ins to several accounts failed from one address, and then one from there succeeded
-- Severity:  high
-- Technique: T1110.003 Password Spraying
-- Parameter: minimum_accounts = 3
-- Innocent:  an office or provider behind one address where people mistype; one that reads mail every day is left out
-- Source:    MITRE ATT&CK T1110.003; Microsoft, Password spray investigation
-- Failures count within six hours before the success. An address that is usual for three mailboxes is an office's.
-- An account counts from each failure on until its next one, six hours at most: a running sum over these beginnings and
-- ends is how many accounts count at a success.
WITH failed AS (
  SELECT r.audit_record_id, r.client_ip, r.actor_lc, r.occurred_at_us
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
  SELECT r.audit_record_id, r.client_ip, r.actor, r.mailbox_id, r.occurred_at_us
  FROM audit_record AS r
  JOIN guessing AS g ON g.client_ip = r.client_ip
  WHERE r.operation_lc = 'userloggedin' AND COALESCE(r.is_success, 1) = 1 AND r.occurred_at_us IS NOT NULL
    AND r.client_ip NOT IN (SELECT client_ip FROM office)
), followed AS (
  SELECT f.audit_record_id, f.client_ip, f.occurred_at_us,
    LEAD(f.occurred_at_us) OVER (
      PARTITION BY f.client_ip, f.actor_lc ORDER BY f.occurred_at_us, f.audit_record_id) AS next_us
  FROM failed AS f
  WHERE f.client_ip IN (SELECT client_ip FROM signed_in)
), step AS (
  SELECT client_ip, occurred_at_us AS at_us, 1 AS change, 0 AS is_sign_in, audit_record_id FROM followed
  UNION ALL
  SELECT client_ip,
    CASE WHEN next_us <= occurred_at_us + 21600000000 THEN next_us ELSE occurred_at_us + 21600000001 END AS at_us,
    -1 AS change, 0 AS is_sign_in, audit_record_id
  FROM followed
  UNION ALL
  SELECT client_ip, occurred_at_us AS at_us, 0 AS change, 1 AS is_sign_in, audit_record_id FROM signed_in
), counted AS (
  SELECT audit_record_id, is_sign_in,
    SUM(change) OVER (
      PARTITION BY client_ip ORDER BY at_us, is_sign_in, audit_record_id, change
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS account_count
  FROM step
), guessed AS (
  SELECT s.audit_record_id, s.client_ip, s.actor, s.mailbox_id, s.occurred_at_us, c.account_count
  FROM counted AS c
  JOIN signed_in AS s ON s.audit_record_id = c.audit_record_id
  WHERE c.is_sign_in = 1 AND c.account_count >= :minimum_accounts
)
SELECT g.client_ip AS finding_key,
  g.mailbox_id AS mailbox_id, s.session_id AS session_id, g.audit_record_id AS audit_record_id, 'actor' AS role,
  g.occurred_at_us AS occurred_at_us,
  COALESCE(g.actor, 'an account not named') || ' signed in from ' || g.client_ip || ', where sign-ins to '
    || CAST(g.account_count AS VARCHAR(20)) || ' accounts had failed within six hours' AS detail
FROM guessed AS g
LEFT JOIN session_record AS s ON s.audit_record_id = g.audit_record_id
ORDER BY finding_key, occurred_at_us, audit_record_id, session_id NULLS LAST
