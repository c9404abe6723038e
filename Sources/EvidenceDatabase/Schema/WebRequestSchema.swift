/// Requests to servers, and what is known of copies of growing logs. Since version 2.
let webRequestSchema = """
  CREATE TABLE stored_web_request (
    -- From the same sequence as those of stored_audit_record.
    audit_record_id INTEGER PRIMARY KEY,
    source_offset INTEGER NOT NULL,
    source_length INTEGER NOT NULL,
    source_line INTEGER,
    log_kind_ref INTEGER NOT NULL,
    payload_key INTEGER NOT NULL,
    occurred_at_us INTEGER,
    time_basis_ref INTEGER NOT NULL,
    actor_ref INTEGER,
    logged_mailbox_id INTEGER,
    client_ip_ref INTEGER,
    user_agent_ref INTEGER,
    server_ref INTEGER,
    method_ref INTEGER,
    host_ref INTEGER,
    path_ref INTEGER,
    query TEXT,
    -- NULL where it equals query.
    query_lc TEXT,
    status INTEGER,
    back_end_status INTEGER,
    anchor_mailbox_ref INTEGER,
    routing_hint_ref INTEGER,
    soap_action_ref INTEGER,
    request_bytes INTEGER,
    response_bytes INTEGER,
    duration_ms INTEGER,
    server_build_ref INTEGER
  ) STRICT;

  -- Which growing log an exhibit is a copy of: SHA-256 of header and first line.
  CREATE TABLE log_identity (
    exhibit_id INTEGER PRIMARY KEY,
    identity_sha256 TEXT NOT NULL
  ) STRICT;

  -- The lines of an exhibit before to_offset stand in another, byte for byte and at the same place: copies of a log as it
  -- grew. They are records of that one only, or of the one that its lines stand in.
  CREATE TABLE log_copy (
    exhibit_id INTEGER PRIMARY KEY,
    of_exhibit_id INTEGER NOT NULL,
    to_offset INTEGER NOT NULL,
    record_count INTEGER NOT NULL
  ) STRICT;

  CREATE VIEW web_request AS
  SELECT w.audit_record_id, w.audit_record_id >> 32 AS exhibit_id, w.source_offset, w.source_length, w.source_line,
    log_kind.value AS log_kind, w.occurred_at_us, time_basis.value AS time_basis, actor.value AS actor,
    COALESCE(actor.value_lc, actor.value) AS actor_lc, lr.mailbox_id, client_ip.value AS client_ip,
    user_agent.value AS user_agent, COALESCE(user_agent.value_lc, user_agent.value) AS user_agent_lc,
    server.value AS server, method.value AS method, host.value AS host, path.value AS path,
    COALESCE(path.value_lc, path.value) AS path_lc, w.query, COALESCE(w.query_lc, w.query) AS query_lc, w.status,
    w.back_end_status, anchor.value AS anchor_mailbox, COALESCE(anchor.value_lc, anchor.value) AS anchor_mailbox_lc,
    hint.value AS routing_hint, soap_action.value AS soap_action, w.request_bytes, w.response_bytes, w.duration_ms,
    build.value AS server_build, w.payload_key
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

  DROP VIEW record;
  CREATE VIEW record AS
  SELECT audit_record_id, exhibit_id, source_offset, source_length, source_line, log_kind, occurred_at_us, operation,
    actor, actor_lc, mailbox_id, client_ip, user_agent, server
  FROM audit_record
  UNION ALL
  SELECT audit_record_id, exhibit_id, source_offset, source_length, source_line, log_kind, occurred_at_us, method,
    actor, actor_lc, mailbox_id, client_ip, user_agent, server
  FROM web_request;
  """
