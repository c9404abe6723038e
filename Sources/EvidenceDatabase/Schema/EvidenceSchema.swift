/// What the exhibits said: written once, never changed. Ids are exhibit number × 2³² + ordinal, so the exhibit of a row
/// is `id >> 32` and a half-read exhibit is one range. Columns ending `_ref` hold `text.text_id`.
let evidenceSchema = """
  -- Text that repeats, once. value_lc is NULL where it equals value.
  CREATE TABLE text (
    text_id INTEGER PRIMARY KEY,
    value TEXT NOT NULL UNIQUE,
    value_lc TEXT
  ) STRICT;

  CREATE TABLE exhibit (
    exhibit_id INTEGER PRIMARY KEY,
    parent_exhibit_id INTEGER REFERENCES exhibit,
    path TEXT NOT NULL,
    -- Below what was named on the command line, that folder's own name included.
    relative_path TEXT NOT NULL,
    kind TEXT,
    byte_count INTEGER,
    sha256 TEXT,
    md5 TEXT,
    state TEXT NOT NULL CHECK (state IN ('reading', 'read', 'partial', 'failed', 'unrecognised')),
    record_count INTEGER,
    defect_count INTEGER,
    custodian TEXT,
    acquired_at_us INTEGER,
    acquisition_note TEXT,
    -- Address that --mailbox gave for this file.
    assigned_mailbox TEXT,
    inode INTEGER,
    modified_at_us INTEGER,
    -- How the parent's reader opens this member again.
    child_recipe TEXT,
    child_offset INTEGER,
    child_length INTEGER
  ) STRICT;
  CREATE INDEX exhibit_by_size ON exhibit (byte_count);
  CREATE INDEX exhibit_by_parent ON exhibit (parent_exhibit_id);

  -- Members that a reader found and that have no exhibit row yet.
  CREATE TABLE found_child (
    exhibit_id INTEGER NOT NULL REFERENCES exhibit,
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    recipe TEXT NOT NULL,
    source_offset INTEGER NOT NULL,
    source_length INTEGER,
    PRIMARY KEY (exhibit_id, ordinal)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE defect (
    defect_id INTEGER PRIMARY KEY,
    exhibit_id INTEGER NOT NULL REFERENCES exhibit,
    source_offset INTEGER,
    source_length INTEGER,
    field TEXT NOT NULL,
    problem TEXT NOT NULL,
    consequence TEXT NOT NULL
  ) STRICT;

  CREATE TABLE owner_hint (
    owner_hint_id INTEGER PRIMARY KEY,
    exhibit_id INTEGER NOT NULL REFERENCES exhibit,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    basis TEXT NOT NULL,
    item_count INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE stored_folder (
    folder_id INTEGER PRIMARY KEY,
    parent_folder_id INTEGER,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    source_node INTEGER,
    declared_count INTEGER,
    found_count INTEGER,
    folder_key TEXT,
    is_search_folder INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE stored_message (
    message_id INTEGER PRIMARY KEY,
    folder_id INTEGER,
    parent_message_id INTEGER,
    source_node INTEGER,
    source_offset INTEGER,
    source_length INTEGER,
    message_class_ref INTEGER,
    internet_message_id TEXT,
    message_key INTEGER,
    message_id_hash TEXT,
    subject TEXT,
    sender_address_ref INTEGER,
    sender_name_ref INTEGER,
    sent_at_us INTEGER,
    received_at_us INTEGER,
    created_at_us INTEGER,
    modified_at_us INTEGER,
    byte_count INTEGER,
    attachment_count INTEGER,
    is_read INTEGER,
    store_area TEXT,
    entry_id TEXT,
    source_key TEXT,
    search_key TEXT,
    conversation_id TEXT,
    is_associated INTEGER NOT NULL,
    is_recovered INTEGER NOT NULL,
    recovery_method TEXT,
    content_sha256 TEXT
  ) STRICT;

  CREATE TABLE message_body (
    message_id INTEGER PRIMARY KEY,
    body_text TEXT,
    body_source TEXT,
    headers TEXT
  ) STRICT;

  CREATE TABLE stored_recipient (
    message_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    kind_ref INTEGER NOT NULL,
    address_ref INTEGER,
    display_name_ref INTEGER,
    PRIMARY KEY (message_id, ordinal)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE attachment (
    attachment_id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL,
    name TEXT,
    media_type TEXT,
    byte_count INTEGER,
    sha256 TEXT,
    embedded_message_id INTEGER,
    source_offset INTEGER,
    source_length INTEGER
  ) STRICT;

  -- A mailbox as one log named it. fingerprint joins the five parts, so that each combination stands once.
  CREATE TABLE logged_mailbox (
    logged_mailbox_id INTEGER PRIMARY KEY,
    address TEXT,
    guid TEXT,
    sid TEXT,
    legacy_dn TEXT,
    display_name TEXT,
    fingerprint TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE stored_audit_record (
    audit_record_id INTEGER PRIMARY KEY,
    source_offset INTEGER NOT NULL,
    source_length INTEGER NOT NULL,
    source_line INTEGER,
    log_kind_ref INTEGER NOT NULL,
    external_id TEXT,
    -- First 64 bits of SHA-256 of log kind and external id; of the payload.
    event_key INTEGER,
    payload_key INTEGER NOT NULL,
    occurred_at_us INTEGER,
    occurred_to_us INTEGER,
    time_basis_ref INTEGER NOT NULL,
    record_type INTEGER,
    workload_ref INTEGER,
    operation_ref INTEGER NOT NULL,
    actor_ref INTEGER,
    user_type INTEGER,
    logon_type_ref INTEGER,
    logged_mailbox_id INTEGER,
    client_ip_ref INTEGER,
    client_port INTEGER,
    client_info_ref INTEGER,
    user_agent_ref INTEGER,
    app_id_ref INTEGER,
    session_key_ref INTEGER,
    server_ref INTEGER,
    target TEXT,
    is_success INTEGER,
    item_count INTEGER,
    byte_count INTEGER
  ) STRICT;

  -- Each further place where the same event stands.
  CREATE TABLE audit_record_copy (
    audit_record_id INTEGER NOT NULL,
    exhibit_id INTEGER NOT NULL,
    source_offset INTEGER NOT NULL,
    source_length INTEGER NOT NULL,
    source_line INTEGER,
    payload_sha256 TEXT NOT NULL,
    PRIMARY KEY (audit_record_id, exhibit_id, source_offset)
  ) STRICT, WITHOUT ROWID;

  -- Records whose event perhaps stands elsewhere too, until the step `deduplicate` has settled them.
  CREATE TABLE repeated_record (
    audit_record_id INTEGER PRIMARY KEY,
    event_key INTEGER NOT NULL,
    payload_sha256 TEXT NOT NULL
  ) STRICT;

  CREATE TABLE stored_mail_access (
    mail_access_id INTEGER PRIMARY KEY,
    audit_record_id INTEGER NOT NULL,
    occurred_at_us INTEGER,
    logged_mailbox_id INTEGER,
    access_type_ref INTEGER NOT NULL,
    folder_name_ref INTEGER,
    folder_key_ref INTEGER,
    destination_folder_name_ref INTEGER,
    internet_message_id TEXT,
    message_key INTEGER,
    item_key TEXT,
    immutable_id TEXT,
    subject TEXT,
    byte_count INTEGER,
    is_throttled INTEGER
  ) STRICT;

  CREATE TABLE stored_cmdlet (
    audit_record_id INTEGER PRIMARY KEY,
    cmdlet_ref INTEGER NOT NULL,
    caller_ref INTEGER,
    target TEXT
  ) STRICT;

  CREATE TABLE stored_cmdlet_parameter (
    audit_record_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    name_ref INTEGER NOT NULL,
    value TEXT,
    value_lc TEXT,
    PRIMARY KEY (audit_record_id, ordinal)
  ) STRICT, WITHOUT ROWID;

  -- What --indicators gave: kind is ip, app, user or user_agent. For ip, an address or a network as two bounds of 32
  -- hexadecimal digits (IPv4 mapped into IPv6), so that text comparison answers membership.
  CREATE TABLE indicator (
    indicator_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    value_lc TEXT NOT NULL,
    ip_from TEXT,
    ip_to TEXT,
    note TEXT,
    source TEXT NOT NULL,
    source_line INTEGER NOT NULL,
    UNIQUE (kind, value_lc)
  ) STRICT;

  -- Each act on the case; entry_sha256 covers the previous entry's and all columns of this one.
  CREATE TABLE custody_entry (
    custody_entry_id INTEGER PRIMARY KEY,
    at_us INTEGER NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_sha256 TEXT NOT NULL,
    entry_sha256 TEXT NOT NULL
  ) STRICT;

  -- A step of the work on the case, with a fingerprint of what it was made from.
  CREATE TABLE case_step (
    step TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  """

/// Made after a load, dropped before a large one.
let evidenceIndexes = [
  // As the views spell it: detections look for a few cmdlets and operations by name.
  ("text_by_lower_case", "text (COALESCE(value_lc, value))"),
  ("stored_cmdlet_by_name", "stored_cmdlet (cmdlet_ref)"),
  ("stored_message_by_key", "stored_message (message_key)"),
  ("stored_message_by_parent", "stored_message (parent_message_id)"),
  ("stored_message_by_folder", "stored_message (folder_id)"),
  ("attachment_by_message", "attachment (message_id)"),
  ("stored_audit_record_by_time", "stored_audit_record (occurred_at_us)"),
  ("stored_audit_record_by_operation", "stored_audit_record (operation_ref)"),
  ("stored_web_request_by_time", "stored_web_request (occurred_at_us)"),
  // Paths and anchors are few and told apart first; the requests for one are then found at once.
  ("stored_web_request_by_path", "stored_web_request (path_ref)"),
  (
    "stored_web_request_by_anchor",
    "stored_web_request (anchor_mailbox_ref) WHERE anchor_mailbox_ref IS NOT NULL"
  ),
  ("stored_mail_access_by_record", "stored_mail_access (audit_record_id)"),
  ("stored_mail_access_by_key", "stored_mail_access (message_key)"),
  ("stored_mail_access_throttled", "stored_mail_access (audit_record_id) WHERE is_throttled = 1"),
]
