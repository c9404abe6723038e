/// What is said for and against a session, whom sessions are proposed to belong to, and what the examiner decided about
/// addresses, applications and mailboxes beforehand.
let sessionSchema = """
  -- What --trusted gave: kind is ip, app, user or user_agent; as indicator.
  CREATE TABLE trusted (
    trusted_id INTEGER PRIMARY KEY,
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

  -- What the examiner decided about two names of mailboxes. Names are kept in lower case, the lesser one first.
  CREATE TABLE mailbox_decision (
    mailbox_decision_id INTEGER PRIMARY KEY,
    relation TEXT NOT NULL CHECK (relation IN ('same', 'different')),
    name TEXT NOT NULL,
    other_name TEXT NOT NULL,
    UNIQUE (name, other_name)
  ) STRICT;

  -- What an application is used to, as far as the logs show. An established one was at work when the logs begin, works on
  -- most days, from the same addresses, and was given no right within the logs; reason says which of these does not hold.
  CREATE TABLE application_baseline (
    app_id TEXT PRIMARY KEY,
    first_us INTEGER NOT NULL,
    last_us INTEGER NOT NULL,
    active_days INTEGER NOT NULL,
    log_days INTEGER NOT NULL,
    mailbox_count INTEGER NOT NULL,
    address_count INTEGER NOT NULL,
    usual_items INTEGER NOT NULL,
    is_established INTEGER NOT NULL,
    reason TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- One observation for or against a session being an attacker's. None of them makes a session suspect.
  CREATE TABLE session_trait (
    session_id INTEGER NOT NULL,
    speaks TEXT NOT NULL CHECK (speaks IN ('for', 'against')),
    trait TEXT NOT NULL,
    reason TEXT NOT NULL,
    audit_record_id INTEGER,
    PRIMARY KEY (session_id, trait)
  ) STRICT, WITHOUT ROWID;

  -- Sessions that are proposed to be one actor's. A proposal: it makes no session suspect and raises no tier.
  CREATE TABLE proposed_actor (
    proposed_actor_id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    first_us INTEGER,
    last_us INTEGER,
    session_count INTEGER NOT NULL,
    suspect_count INTEGER NOT NULL,
    mailbox_count INTEGER NOT NULL,
    item_count INTEGER NOT NULL,
    byte_count INTEGER
  ) STRICT;
  CREATE TABLE proposed_actor_session (
    proposed_actor_id INTEGER NOT NULL,
    session_id INTEGER NOT NULL,
    is_suspect INTEGER NOT NULL,
    basis TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (proposed_actor_id, session_id, basis, reason)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX proposed_actor_session_by_session ON proposed_actor_session (session_id);
  """
