-- Detection: system-account-mail-cmdlet
-- Title:     The web server's own account ran cmdlets that open mail or put something on the server
-- Severity:  high
-- Technique: T1059.001 PowerShell
-- Innocent:  products that run inside of the web server and manage mailboxes. Exchange's own services run as SYSTEM
--            too, under other processes than the web server's, and are not meant here
-- Source:    callers as the admin audit log writes them; cmdlets of Splunk 396de86f and SigmaHQ 516376b4
SELECT COALESCE(r.server, '(no server)') || ' ' || COALESCE(r.actor_lc, '(not named)') AS finding_key,
  r.mailbox_id AS mailbox_id, s.session_id AS session_id, r.audit_record_id AS audit_record_id, 'actor' AS role,
  r.occurred_at_us AS occurred_at_us,
  r.actor || ' ran ' || c.cmdlet || ' on ' || COALESCE(NULLIF(r.target, ''), '(not named)') AS detail
FROM cmdlet AS c
JOIN audit_record AS r ON r.audit_record_id = c.audit_record_id
LEFT JOIN session_record AS s ON s.audit_record_id = c.audit_record_id
WHERE c.cmdlet_lc IN ('new-mailboxexportrequest', 'new-managementroleassignment', 'new-mailboxsearch', 'search-mailbox',
    'add-mailboxpermission', 'add-rolegroupmember', 'new-exchangecertificate', 'install-transportagent',
    'enable-transportagent', 'new-inboxrule', 'new-transportrule', 'new-journalrule', 'new-mailboxrestorerequest',
    'set-oabvirtualdirectory', 'remove-mailboxexportrequest', 'set-mailboxauditbypassassociation')
  AND (r.actor_lc LIKE '%system (w3wp%' ESCAPE '!' OR r.actor_lc LIKE '%$ (w3wp%' ESCAPE '!'
    OR r.actor_lc LIKE '%apppool%(w3wp%' ESCAPE '!')
  AND COALESCE(r.is_success, 1) = 1 AND r.log_kind <> 'unified_audit_log'
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
