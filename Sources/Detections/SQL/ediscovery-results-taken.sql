-- Detection: ediscovery-results-taken
-- Title:     Results of a compliance search were exported or downloaded
-- Severity:  medium
-- Technique: T1114.002 Remote Email Collection
-- Innocent:  legal and compliance work on order; ask for the case that it belongs to. Exported is not yet downloaded
-- Source:    Splunk 2ce9f31d, SigmaHQ 6897cd82; Microsoft: search for eDiscovery activities in the audit log
SELECT COALESCE(j.requester, '(no requester)') || ' ' || COALESCE(j.name, '(no name)') AS finding_key,
  j.mailbox_id AS mailbox_id, s.session_id AS session_id, x.audit_record_id AS audit_record_id,
  j.export_job_id AS export_job_id, 'actor' AS role, r.occurred_at_us AS occurred_at_us,
  COALESCE(r.actor, 'an account not named') || CASE WHEN x.role = 'download' THEN ' downloaded' ELSE ' exported' END
    || ' the results of the search ' || COALESCE(j.name, '(not named)') || ' of '
    || COALESCE(NULLIF(j.mailbox_name, ''), 'places not named') AS detail
FROM export_job AS j
JOIN export_job_record AS x ON x.export_job_id = j.export_job_id AND x.role IN ('request', 'download')
JOIN audit_record AS r ON r.audit_record_id = x.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = x.audit_record_id
WHERE j.kind = 'compliance_export' AND COALESCE(r.is_success, 1) = 1
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST, export_job_id
