/// What examiners decided of export jobs, kept like their decisions on sessions. Since version "10-job-judgements".
let jobJudgementSchema = """
  CREATE TABLE job_judgement (
    job_judgement_id INTEGER PRIMARY KEY,
    decision TEXT NOT NULL CHECK (decision IN ('attacker', 'legitimate', 'withdrawn')),
    reason TEXT NOT NULL,
    examiner TEXT NOT NULL,
    judged_at_us INTEGER NOT NULL,
    -- What the job was at that time, and SHA-256 over its records (exhibit's SHA-256 and place of each).
    kind TEXT NOT NULL,
    mailbox TEXT,
    requester TEXT,
    destination TEXT,
    requested_us INTEGER,
    record_count INTEGER NOT NULL,
    records_sha256 TEXT NOT NULL
  ) STRICT;

  CREATE TABLE job_judgement_record (
    job_judgement_id INTEGER NOT NULL,
    audit_record_id INTEGER NOT NULL,
    PRIMARY KEY (job_judgement_id, audit_record_id)
  ) STRICT, WITHOUT ROWID;

  -- Derived. state: as in judgement_state. export_job_id: the job that has most of the records judged.
  CREATE TABLE job_judgement_state (
    job_judgement_id INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('applied', 'superseded', 'to_be_confirmed')),
    export_job_id INTEGER,
    judged_record_count INTEGER NOT NULL,
    job_record_count INTEGER NOT NULL,
    shared_record_count INTEGER NOT NULL
  ) STRICT;
  """
