-- Detection: transport-configuration-written
-- Title:     The list of transport agents was changed by another program than Exchange's
-- Severity:  medium
-- Technique: T1505.002 Transport Agent
-- Innocent:  administrators who mend the file by hand
-- Source:    real event of 2021 (Sysmon 11): agents.config written with an editor
WITH file_event AS (
  SELECT c.audit_record_id, LOWER(MAX(CASE WHEN p.name_lc = 'image' THEN p.value END)) AS image_lc,
    MAX(CASE WHEN p.name_lc = 'targetfilename' THEN p.value END) AS file_name
  FROM cmdlet AS c
  JOIN cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
  WHERE c.cmdlet_lc IN ('microsoft-windows-sysmon 11') AND p.name_lc IN ('image', 'targetfilename')
  GROUP BY c.audit_record_id
)
SELECT COALESCE(r.server, '(no server)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, f.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  COALESCE(f.image_lc, 'a program not named') || ' wrote ' || f.file_name AS detail
FROM file_event AS f
JOIN audit_record AS r ON r.audit_record_id = f.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = f.audit_record_id
WHERE COALESCE(f.image_lc, '') NOT LIKE '%msexchange%' ESCAPE '!'
  AND COALESCE(f.image_lc, '') NOT LIKE '%edgetransport%' ESCAPE '!'
  AND LOWER(f.file_name) LIKE '%transportroles%agents.config' ESCAPE '!'
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
