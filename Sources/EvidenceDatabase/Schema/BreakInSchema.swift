/// What the break-in into servers is told by: tables that detections ask instead of every request of every log, and what
/// is concluded of each server. Since version "3-breakin".
let breakInSchema = """
  -- Each path that requests asked for, once, taken apart; path_id is web_request.path_id.
  CREATE TABLE request_path (
    path_id INTEGER PRIMARY KEY,
    path_lc TEXT NOT NULL,
    folder_lc TEXT NOT NULL,
    file_lc TEXT NOT NULL,
    extension_lc TEXT NOT NULL
  ) STRICT;

  -- Each anchor of HttpProxy that names a server and a path on it (ServerInfo~HOST/PATH), which no client of Exchange
  -- sends: the mark of CVE-2021-26855. anchor_id is web_request.anchor_id.
  CREATE TABLE forged_anchor (
    anchor_id INTEGER PRIMARY KEY,
    anchor_lc TEXT NOT NULL,
    host_lc TEXT NOT NULL,
    target_lc TEXT NOT NULL
  ) STRICT;

  -- What was run or entered on a machine: command lines, script blocks, lines of transcripts and histories.
  CREATE TABLE command_text (
    audit_record_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    command_lc TEXT NOT NULL,
    PRIMARY KEY (audit_record_id, ordinal)
  ) STRICT, WITHOUT ROWID;

  -- Which server a log means by a name or an address, in lower case, and why.
  CREATE TABLE server_alias (
    alias_lc TEXT PRIMARY KEY,
    server TEXT NOT NULL,
    basis TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- One act on a server, in the order of time. phase: scan, attempt, exploit, web_shell, cmdlet, export, staging,
  -- download, clearing, lateral, update.
  CREATE TABLE server_event (
    server_event_id INTEGER PRIMARY KEY,
    server TEXT,
    occurred_at_us INTEGER NOT NULL,
    phase TEXT NOT NULL,
    audit_record_id INTEGER,
    finding_id INTEGER,
    detail TEXT NOT NULL
  ) STRICT;

  DROP VIEW web_request;
  CREATE VIEW web_request AS
  SELECT w.audit_record_id, w.audit_record_id >> 32 AS exhibit_id, w.source_offset, w.source_length, w.source_line,
    log_kind.value AS log_kind, w.occurred_at_us, time_basis.value AS time_basis, actor.value AS actor,
    COALESCE(actor.value_lc, actor.value) AS actor_lc, lr.mailbox_id, client_ip.value AS client_ip,
    user_agent.value AS user_agent, COALESCE(user_agent.value_lc, user_agent.value) AS user_agent_lc,
    server.value AS server, method.value AS method, host.value AS host, w.path_ref AS path_id, path.value AS path,
    COALESCE(path.value_lc, path.value) AS path_lc, w.query, COALESCE(w.query_lc, w.query) AS query_lc, w.status,
    w.back_end_status, w.anchor_mailbox_ref AS anchor_id, anchor.value AS anchor_mailbox,
    COALESCE(anchor.value_lc, anchor.value) AS anchor_mailbox_lc, hint.value AS routing_hint,
    soap_action.value AS soap_action, w.request_bytes, w.response_bytes, w.duration_ms, build.value AS server_build,
    w.payload_key
  FROM stored_web_request AS w
  JOIN text AS log_kind ON log_kind.text_id = w.log_kind_ref
  JOIN text AS time_basis ON time_basis.text_id = w.time_basis_ref
  LEFT JOIN text AS actor ON actor.text_id = w.actor_ref
  LEFT JOIN logged_mailbox_resolution AS lr ON lr.logged_mailbox_id = w.logged_mailbox_id
  LEFT JOIN text AS client_ip ON client_ip.text_id = w.client_ip_ref
  LEFT JOIN text AS user_agent ON user_agent.text_id = w.user_agent_ref
  LEFT JOIN text AS server ON server.text_id = w.server_ref
  LEFT JOIN text AS method ON method.text_id = w.method_ref
  LEFT JOIN text AS host ON host.text_id = w.host_ref
  LEFT JOIN text AS path ON path.text_id = w.path_ref
  LEFT JOIN text AS anchor ON anchor.text_id = w.anchor_mailbox_ref
  LEFT JOIN text AS hint ON hint.text_id = w.routing_hint_ref
  LEFT JOIN text AS soap_action ON soap_action.text_id = w.soap_action_ref
  LEFT JOIN text AS build ON build.text_id = w.server_build_ref;
  """
