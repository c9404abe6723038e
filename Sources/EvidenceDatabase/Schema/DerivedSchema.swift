/// What reconstruction and detections concluded: made anew whenever the evidence, the indicators or the questions
/// change, without touching evidence. Ids follow the order of content, so that the same evidence gives the same ids.
let derivedSchema = """
  CREATE TABLE mailbox (
    mailbox_id INTEGER PRIMARY KEY,
    address TEXT,
    display_name TEXT,
    kind TEXT NOT NULL,
    location TEXT,
    parent_mailbox_id INTEGER
  ) STRICT;

  CREATE TABLE mailbox_alias (
    mailbox_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    valid_from_us INTEGER,
    valid_to_us INTEGER,
    basis TEXT NOT NULL,
    PRIMARY KEY (mailbox_id, kind, value, basis)
  ) STRICT, WITHOUT ROWID;

  -- Which mailbox a log's naming, and a store, is taken for, and why.
  CREATE TABLE logged_mailbox_resolution (
    logged_mailbox_id INTEGER PRIMARY KEY,
    mailbox_id INTEGER NOT NULL,
    basis TEXT NOT NULL
  ) STRICT;
  CREATE TABLE exhibit_mailbox (
    exhibit_id INTEGER PRIMARY KEY,
    mailbox_id INTEGER NOT NULL,
    basis TEXT NOT NULL
  ) STRICT;
  CREATE INDEX exhibit_mailbox_by_mailbox ON exhibit_mailbox (mailbox_id);

  CREATE TABLE stored_session (
    session_id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE,
    mailbox_id INTEGER,
    actor_ref INTEGER,
    client_ip_ref INTEGER,
    client_info_ref INTEGER,
    app_id_ref INTEGER,
    session_key_ref INTEGER,
    first_us INTEGER,
    last_us INTEGER,
    event_count INTEGER NOT NULL,
    item_count INTEGER NOT NULL,
    byte_count INTEGER
  ) STRICT;
  CREATE INDEX stored_session_by_mailbox ON stored_session (mailbox_id);
  CREATE TABLE session_record (
    session_id INTEGER NOT NULL,
    audit_record_id INTEGER NOT NULL,
    PRIMARY KEY (session_id, audit_record_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX session_record_by_record ON session_record (audit_record_id);

  -- Why a session is suspect; it is so with one row or more. basis: indicator, finding.
  CREATE TABLE session_suspicion (
    session_id INTEGER NOT NULL,
    basis TEXT NOT NULL,
    indicator_id INTEGER,
    finding_id INTEGER,
    reason TEXT NOT NULL
  ) STRICT;
  CREATE INDEX session_suspicion_by_session ON session_suspicion (session_id);

  CREATE TABLE access_hour (
    mailbox_id INTEGER,
    session_id INTEGER NOT NULL,
    access_type TEXT NOT NULL,
    hour_us INTEGER NOT NULL,
    item_count INTEGER NOT NULL,
    byte_count INTEGER,
    PRIMARY KEY (session_id, access_type, hour_us)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE compromise_window (
    compromise_window_id INTEGER PRIMARY KEY,
    mailbox_id INTEGER,
    server TEXT,
    from_us INTEGER NOT NULL,
    to_us INTEGER,
    basis TEXT NOT NULL
  ) STRICT;

  CREATE TABLE coverage (
    coverage_id INTEGER PRIMARY KEY,
    log_kind TEXT NOT NULL,
    mailbox_id INTEGER,
    server TEXT,
    from_us INTEGER,
    to_us INTEGER,
    state TEXT NOT NULL
      CHECK (state IN ('covered', 'silent', 'throttled', 'throttle_possible', 'disabled', 'outside')),
    basis TEXT NOT NULL,
    -- The record that says so, where one does.
    audit_record_id INTEGER
  ) STRICT;

  -- tier_rank: 1 exported … 7 unknown. placement and basis as design and tier-decisions name them.
  -- One row a mailbox, message, tier and basis. is_counted: 0 where a logged id fits several messages and another one
  -- stands for it, and on embedded messages, which count with the message that they are in. Figures add it up.
  CREATE TABLE exposure (
    exposure_id INTEGER PRIMARY KEY,
    mailbox_id INTEGER NOT NULL,
    message_id INTEGER,
    internet_message_id TEXT,
    message_key INTEGER,
    tier TEXT NOT NULL,
    tier_rank INTEGER NOT NULL,
    basis TEXT NOT NULL,
    placement TEXT,
    match_count INTEGER,
    is_counted INTEGER NOT NULL DEFAULT 1,
    handled_by_actor INTEGER NOT NULL,
    folder_name TEXT,
    byte_count INTEGER,
    first_us INTEGER,
    last_us INTEGER,
    session_id INTEGER,
    export_job_id INTEGER
  ) STRICT;
  CREATE INDEX exposure_by_message ON exposure (mailbox_id, message_id);

  CREATE TABLE exposure_record (
    exposure_id INTEGER NOT NULL,
    audit_record_id INTEGER,
    mail_access_id INTEGER,
    coverage_id INTEGER,
    role TEXT NOT NULL
  ) STRICT;
  CREATE INDEX exposure_record_by_exposure ON exposure_record (exposure_id);

  -- What the actor itself did to messages: sent, moved, deleted. Raises no tier.
  CREATE TABLE actor_handling (
    mailbox_id INTEGER NOT NULL,
    session_id INTEGER NOT NULL,
    access_type TEXT NOT NULL,
    mail_access_id INTEGER NOT NULL,
    message_id INTEGER,
    internet_message_id TEXT
  ) STRICT;
  CREATE INDEX actor_handling_by_mailbox ON actor_handling (mailbox_id);

  -- Things an examiner has to know beside the tiers: a folder name that fits twice, a store whose owner is unknown.
  -- Ids are the number of the step that wrote it × 2³² + its place there.
  CREATE TABLE reconstruction_note (
    reconstruction_note_id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    mailbox_id INTEGER,
    exhibit_id INTEGER,
    audit_record_id INTEGER,
    note TEXT NOT NULL
  ) STRICT;

  -- Addresses in the values of cmdlet parameters, so that detections compare domains without taking text apart.
  CREATE TABLE cmdlet_address (
    audit_record_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    name_lc TEXT NOT NULL,
    address_lc TEXT NOT NULL,
    domain_lc TEXT NOT NULL,
    PRIMARY KEY (audit_record_id, ordinal, address_lc)
  ) STRICT, WITHOUT ROWID;

  -- The organisation's domains as far as the evidence names them.
  CREATE TABLE organisation_domain (
    domain_lc TEXT PRIMARY KEY,
    basis TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE detection_run (
    detection_run_id INTEGER PRIMARY KEY,
    detection TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    severity TEXT NOT NULL,
    technique TEXT NOT NULL,
    innocent TEXT NOT NULL,
    sql_text TEXT NOT NULL,
    sql_sha256 TEXT NOT NULL,
    parameters TEXT NOT NULL,
    row_count INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE finding (
    finding_id INTEGER PRIMARY KEY,
    detection TEXT NOT NULL,
    title TEXT NOT NULL,
    severity TEXT NOT NULL,
    technique TEXT NOT NULL,
    mailbox_id INTEGER,
    first_us INTEGER,
    last_us INTEGER,
    summary TEXT NOT NULL
  ) STRICT;

  CREATE TABLE finding_record (
    finding_id INTEGER NOT NULL,
    audit_record_id INTEGER,
    message_id INTEGER,
    session_id INTEGER,
    export_job_id INTEGER,
    coverage_id INTEGER,
    role TEXT NOT NULL CHECK (role IN ('actor', 'target', 'context'))
  ) STRICT;
  CREATE INDEX finding_record_by_finding ON finding_record (finding_id);
  """
