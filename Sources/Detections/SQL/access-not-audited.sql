-- Detection: access-not-audited
-- Title:     Mailboxes whose log has their owners' other acts and no access at all, while others' has
-- Severity:  low
-- Technique: T1562.008 Disable or Modify Cloud Logs
-- Parameter: minimum_records = 5
-- Innocent:  a licence without MailItemsAccessed (before mid-2024 only E5 had it), or an audit set that was customised
-- Source:    Microsoft, Manage mailbox auditing; detections of licence changes in audit-licence-disabled
-- Nothing opened in such a mailbox can be seen: silence there proves nothing.
WITH act AS (
  SELECT r.mailbox_id, r.audit_record_id
  FROM audit_record AS r
  WHERE r.operation_lc IN ('send', 'sendas', 'sendonbehalf', 'movetodeleteditems', 'softdelete', 'harddelete', 'move',
      'create', 'update', 'updateinboxrules')
    AND r.log_kind = 'unified_audit_log' AND r.mailbox_id IS NOT NULL
), seen AS (
  SELECT DISTINCT mailbox_id FROM access_hour
  WHERE access_type IN ('bind', 'sync') AND mailbox_id IS NOT NULL
), blind AS (
  SELECT mailbox_id, COUNT(*) AS record_count, MIN(audit_record_id) AS audit_record_id
  FROM act
  WHERE mailbox_id NOT IN (SELECT mailbox_id FROM seen)
  GROUP BY mailbox_id
  HAVING COUNT(*) >= :minimum_records
)
SELECT COALESCE(m.address, m.display_name, CAST(b.mailbox_id AS VARCHAR(20))) AS finding_key,
  b.mailbox_id AS mailbox_id, s.session_id AS session_id, b.audit_record_id AS audit_record_id, 'context' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(m.address, m.display_name, 'a mailbox without a name') || ': records of other acts: '
    || CAST(b.record_count AS VARCHAR(20)) || ', of access: none' AS detail
FROM blind AS b
JOIN mailbox AS m ON m.mailbox_id = b.mailbox_id
JOIN audit_record AS r ON r.audit_record_id = b.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = b.audit_record_id
WHERE EXISTS (SELECT 1 FROM seen)
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
