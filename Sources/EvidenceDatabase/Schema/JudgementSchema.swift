/// What examiners decided of sessions. Kept like evidence: written once, never changed, and in no run made anew; a later
/// decision on the same session stands beside the earlier one. What a decision does in the case as it stands now is
/// derived (`judgement_state`).
let judgementSchema = """
  CREATE TABLE judgement (
    judgement_id INTEGER PRIMARY KEY,
    session_fingerprint TEXT NOT NULL,
    decision TEXT NOT NULL CHECK (decision IN ('attacker', 'legitimate', 'withdrawn')),
    reason TEXT NOT NULL,
    examiner TEXT NOT NULL,
    judged_at_us INTEGER NOT NULL,
    -- What the session was at that time, and SHA-256 over its records (exhibit's SHA-256 and place of each).
    mailbox TEXT,
    actor TEXT,
    client_ip TEXT,
    app_id TEXT,
    first_us INTEGER,
    last_us INTEGER,
    record_count INTEGER NOT NULL,
    records_sha256 TEXT NOT NULL
  ) STRICT;
  CREATE INDEX judgement_by_session ON judgement (session_fingerprint);

  CREATE TABLE judgement_record (
    judgement_id INTEGER NOT NULL,
    audit_record_id INTEGER NOT NULL,
    PRIMARY KEY (judgement_id, audit_record_id)
  ) STRICT, WITHOUT ROWID;

  -- Derived. state: applied; superseded, by a later decision on the same session; to_be_confirmed, where the session has
  -- other records than those that were judged, or is no more. session_id: where the records, or most of them, are now.
  CREATE TABLE judgement_state (
    judgement_id INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('applied', 'superseded', 'to_be_confirmed')),
    session_id INTEGER,
    judged_record_count INTEGER NOT NULL,
    session_record_count INTEGER NOT NULL,
    shared_record_count INTEGER NOT NULL
  ) STRICT;
  """
