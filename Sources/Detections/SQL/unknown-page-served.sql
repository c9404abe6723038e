-- Detection: unknown-page-served
-- Title:     A page that is none of Exchange's own was fetched from a web folder of the server, or failed there
-- Severity:  medium
-- Technique: T1505.003 Web Shell
-- Innocent:  a sign-in page of the organisation's own, or of a second-factor product; ask whoever keeps the servers. A
--            server that is out of order fails (500 and above) for pages too that are not there
-- Source:    a published incident of March 2021 (names of shells; status 200 while they were there); CSS-Exchange;
--            Microsoft's text on HAFNIUM of 2 March 2021
WITH own_page(path_lc) AS (
  -- What Exchange 2013 to 2019 brings along in these folders.
  VALUES ('/owa/auth/logon.aspx'), ('/owa/auth/logoff.aspx'), ('/owa/auth/signout.aspx'), ('/owa/auth/errorfe.aspx'),
    ('/owa/auth/expiredpassword.aspx'), ('/owa/auth/frowny.aspx'), ('/owa/auth/outlookcn.aspx'),
    ('/owa/auth/redirsuiteserviceproxy.aspx'), ('/owa/auth/error.aspx'), ('/owa/auth/casredirect.aspx'),
    ('/ecp/auth/timeoutlogout.aspx')
), shell_name(file_lc) AS (
  VALUES ('redirsuiteserverproxy.aspx'), ('outlooken.aspx'), ('timeoutlogout.aspx'), ('erroraa.aspx'), ('zntwv.aspx'),
    ('getpp.aspx'), ('err0r.aspx'), ('fexppw.aspx'), ('errorfs.aspx'), ('928ccfacbe.aspx'), ('win.ashx'), ('web.aspx'),
    ('help.aspx'), ('document.aspx'), ('erroree.aspx'), ('erroreee.aspx'), ('errorew.aspx'), ('errorff.aspx'),
    ('healthcheck.aspx'), ('aspnet_www.aspx'), ('aspnet_client.aspx'), ('xx.aspx'), ('shell.aspx'),
    ('aspnet_iisstart.aspx'), ('one.aspx'), ('discover.aspx'), ('supp0rt.aspx'), ('aspnet_pages.aspx')
), page AS (
  SELECT path_id, path_lc, file_lc
  FROM request_path
  WHERE extension_lc IN ('aspx', 'ashx', 'asp', 'asmx', 'asa', 'cer')
    AND (path_lc LIKE '/aspnet!_client/%' ESCAPE '!' OR path_lc LIKE '/owa/auth/%' ESCAPE '!'
      OR path_lc LIKE '/ecp/auth/%' ESCAPE '!' OR folder_lc = '/' AND file_lc IN (SELECT file_lc FROM shell_name))
    AND folder_lc || file_lc NOT IN (SELECT path_lc FROM own_page)
)
SELECT COALESCE(w.server, '(no server)') || p.path_lc AS finding_key,
  w.mailbox_id AS mailbox_id, s.session_id AS session_id, w.audit_record_id AS audit_record_id, 'actor' AS role,
  w.occurred_at_us AS occurred_at_us,
  COALESCE(w.client_ip, 'an address not logged')
    || CASE WHEN w.status BETWEEN 500 AND 599 THEN ' met with a failure of ' ELSE ' fetched ' END || p.path_lc || ' on '
    || COALESCE(w.server, 'a server not named') || ' (' || COALESCE(w.method, 'no method') || ', '
    || COALESCE('status ' || CAST(w.status AS VARCHAR(20)), 'no status logged') || ')' AS detail
FROM page AS p
CROSS JOIN web_request AS w
LEFT JOIN session_record AS s ON s.audit_record_id = w.audit_record_id
WHERE w.path_id = p.path_id
  AND (w.status BETWEEN 201 AND 299 OR w.status BETWEEN 500 AND 599
    -- The rest of what is answered with 200 is web-shell-used.
    OR w.status = 200 AND COALESCE(w.method, '') <> 'POST'
      AND p.path_lc NOT LIKE '/aspnet!_client/%' ESCAPE '!' AND p.file_lc NOT IN (SELECT file_lc FROM shell_name))
ORDER BY finding_key, occurred_at_us NULLS LAST, audit_record_id, session_id NULLS LAST
