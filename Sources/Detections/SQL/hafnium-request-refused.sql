-- Detection: hafnium-request-refused
-- Title:     Requests of the kind that HAFNIUM's tools make were tried and refused
-- Severity:  low
-- Technique: T1190 Exploit Public-Facing Application
-- Innocent:  scanners of researchers and of others who tried the same door
-- Source:    SigmaHQ 67bce556 (IIS): POST to files below /owa/auth/Current/ and /ecp/, names of clients, antSword;
--            real rows have the path in cs-uri-stem
WITH asked AS (
  SELECT path_id, path_lc, extension_lc
  FROM request_path
  WHERE path_lc LIKE '/owa/auth/current/%' ESCAPE '!' OR path_lc LIKE '/ecp/%' ESCAPE '!'
), like_hafnium AS (
  SELECT w.audit_record_id, w.occurred_at_us, w.mailbox_id, w.client_ip, w.server, w.status, a.path_lc
  FROM asked AS a
  CROSS JOIN web_request AS w
  WHERE w.path_id = a.path_id
    AND w.log_kind = 'iis' AND w.method = 'POST' AND w.actor IS NULL AND COALESCE(w.status, 0) NOT BETWEEN 200 AND 299
    AND (a.path_lc LIKE '/owa/auth/current/themes/resources/%' ESCAPE '!'
      OR a.path_lc IN ('/ecp/default.flt', '/ecp/main.css')
      OR a.path_lc LIKE '/ecp/%' ESCAPE '!' AND a.extension_lc = 'js'
      OR w.user_agent_lc LIKE '%antsword%' ESCAPE '!'
      OR a.path_lc LIKE '/ecp/%' ESCAPE '!'
        AND (w.user_agent_lc LIKE '%exchangeservicesclient/0.0.0.0%' ESCAPE '!'
          OR w.user_agent_lc LIKE '%python-requests/2.19.1%' ESCAPE '!'
          OR w.user_agent_lc LIKE '%python-requests/2.25.1%' ESCAPE '!')
      OR a.path_lc LIKE '/owa/auth/current/%' ESCAPE '!'
        AND (w.user_agent_lc LIKE '%duckduckbot%' ESCAPE '!' OR w.user_agent_lc LIKE '%facebookexternalhit%' ESCAPE '!'
          OR w.user_agent_lc LIKE '%baiduspider%' ESCAPE '!' OR w.user_agent_lc LIKE '%bingbot%' ESCAPE '!'
          OR w.user_agent_lc LIKE '%googlebot%' ESCAPE '!' OR w.user_agent_lc LIKE '%konqueror%' ESCAPE '!'
          OR w.user_agent_lc LIKE '%slurp%' ESCAPE '!' OR w.user_agent_lc LIKE '%yandexbot%' ESCAPE '!'
          OR w.user_agent_lc LIKE '%x11%chrome/51.%' ESCAPE '!'))
)
SELECT COALESCE(h.client_ip, '(no address)') || ' at ' || COALESCE(h.server, '(no server)') AS finding_key,
  h.mailbox_id AS mailbox_id, s.session_id AS session_id, h.audit_record_id AS audit_record_id, 'actor' AS role,
  h.occurred_at_us AS occurred_at_us,
  COALESCE(h.client_ip, 'an address not logged') || ' posted to ' || h.path_lc || ' on '
    || COALESCE(h.server, 'a server not named') || ': '
    || COALESCE('status ' || CAST(h.status AS VARCHAR(20)), 'no status logged') AS detail
FROM like_hafnium AS h
LEFT JOIN session_record AS s ON s.audit_record_id = h.audit_record_id
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
