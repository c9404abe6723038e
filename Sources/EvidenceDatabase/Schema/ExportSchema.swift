/// Mail taken out of mailboxes as a whole: exports, compliance searches, forwarding. Derived. Since version "3-exports".
let exportSchema = """
  -- kind: mailbox_export, compliance_export, content_search_preview, search_mailbox, mailbox_restore,
  -- forwarding_mailbox, forwarding_inbox_rule, transport_rule, journal_rule.
  CREATE TABLE export_job (
    export_job_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    -- The mailbox where it is one; all of them stand in export_job_mailbox.
    mailbox_id INTEGER,
    -- As the request names it.
    mailbox_name TEXT,
    name TEXT,
    requester TEXT,
    requester_lc TEXT,
    requested_us INTEGER,
    -- When the service began to read, and when it ended; NULL where no record says so.
    started_us INTEGER,
    completed_us INTEGER,
    downloaded_us INTEGER,
    -- Removed, or a rule taken back.
    removed_us INTEGER,
    -- The server whose service did it, or that took the order.
    server TEXT,
    destination TEXT,
    destination_lc TEXT,
    -- As the web server would serve the folder of the destination; NULL where it serves none.
    web_folder_lc TEXT,
    filter TEXT,
    -- Folders, archive and dumpster switches as given; for a search the places searched.
    scope TEXT,
    state TEXT NOT NULL
      CHECK (state IN ('requested', 'completed', 'staged', 'downloaded', 'failed', 'unknown')),
    -- What the state rests on, in words.
    state_reason TEXT NOT NULL,
    is_webshell_write INTEGER NOT NULL,
    -- As the service counted them.
    item_count INTEGER,
    byte_count INTEGER
  ) STRICT;

  CREATE TABLE export_job_mailbox (
    export_job_id INTEGER NOT NULL,
    mailbox_id INTEGER NOT NULL,
    PRIMARY KEY (export_job_id, mailbox_id)
  ) STRICT, WITHOUT ROWID;

  -- role: request, definition, progress, completion, failure, removal, status, download, fetch (by nobody
  -- who is known to be the actor), delivery, refusal.
  CREATE TABLE export_job_record (
    export_job_id INTEGER NOT NULL,
    audit_record_id INTEGER NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (export_job_id, audit_record_id, role)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX export_job_record_by_record ON export_job_record (audit_record_id);

  -- What a job became. role: target (its own file), packed (another file in its folder that it may have become),
  -- fetched (a file that was asked for from the web server). is_complete: whether the bytes sent agree with the size of
  -- the file at hand; NULL where one of the two is not known.
  CREATE TABLE export_file (
    export_file_id INTEGER PRIMARY KEY,
    export_job_id INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('target', 'packed', 'fetched')),
    path TEXT NOT NULL,
    exhibit_id INTEGER,
    audit_record_id INTEGER,
    byte_count INTEGER,
    at_us INTEGER,
    client_ip TEXT,
    is_complete INTEGER,
    basis TEXT NOT NULL
  ) STRICT;
  CREATE INDEX export_file_by_job ON export_file (export_job_id);

  -- Why a job is an attacker's; it is so with one row or more. Jobs without a row are taken for lawful.
  -- basis: finding, session, account, web_root, share, system_account, indicator, judgement.
  CREATE TABLE export_job_suspicion (
    export_job_id INTEGER NOT NULL,
    basis TEXT NOT NULL,
    finding_id INTEGER,
    session_id INTEGER,
    indicator_id INTEGER,
    reason TEXT NOT NULL
  ) STRICT;
  CREATE INDEX export_job_suspicion_by_job ON export_job_suspicion (export_job_id);
  """
