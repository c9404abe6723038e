-- Detection: mobile-device-allowed
-- Title:     A device was allowed to synchronise a mailbox by ActiveSync
-- Severity:  medium
-- Technique: T1098.005 Device Registration
-- Innocent:  a new phone of the owner's, let in by the help desk; compare the device id with those that are managed
-- Source:    Volexity, Dark Halo (December 2020: Set-CASMailbox -ActiveSyncAllowedDeviceIDs); MITRE ATT&CK T1098.005
WITH allowed AS (
  SELECT c.audit_record_id,
    (SELECT MIN(p.value) FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = c.audit_record_id AND p.name_lc IN ('activesyncalloweddeviceids', 'deviceid')) AS device
  FROM cmdlet AS c
  WHERE c.cmdlet_lc = 'set-casmailbox'
    AND EXISTS (
      SELECT 1 FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = c.audit_record_id AND p.name_lc = 'activesyncalloweddeviceids'
        AND COALESCE(p.value_lc, '') NOT IN ('', '$null', '{}'))
    OR c.cmdlet_lc = 'new-activesyncdeviceaccessrule'
    AND EXISTS (
      SELECT 1 FROM cmdlet_parameter AS p
      WHERE p.audit_record_id = c.audit_record_id AND p.name_lc = 'accesslevel' AND p.value_lc = 'allow')
)
SELECT COALESCE(r.target, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, a.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || ' allowed device ' || COALESCE(a.device, '(not named)') || ' on '
    || COALESCE(NULLIF(r.target, ''), '(not named)') AS detail
FROM allowed AS a
JOIN audit_record AS r ON r.audit_record_id = a.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = a.audit_record_id
WHERE COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
