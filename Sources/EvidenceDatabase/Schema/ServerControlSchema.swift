/// Where mailboxes are kept, and on what that rests. Since version "4-breakin".
let serverControlSchema = """
  -- Why mailbox.location says what it says; basis: server_log, server_cmdlet, cloud_log, domain_of_servers.
  CREATE TABLE mailbox_location (
    mailbox_id INTEGER PRIMARY KEY,
    location TEXT NOT NULL,
    basis TEXT NOT NULL,
    audit_record_id INTEGER
  ) STRICT;

  -- Namings of mailboxes in logs of requests, and the accounts that they go with; 0 for none.
  CREATE TABLE request_account (
    logged_mailbox_id INTEGER NOT NULL,
    actor_ref INTEGER NOT NULL,
    PRIMARY KEY (logged_mailbox_id, actor_ref)
  ) STRICT, WITHOUT ROWID;
  """
