/// Where indicators stand that no session can be known by. Since version 13-indicators.
let indicatorSchema = """
  CREATE TABLE indicator_match (
    indicator_id INTEGER NOT NULL,
    place TEXT NOT NULL CHECK (
      place IN ('sender', 'recipient', 'link', 'cmdlet', 'forwarding', 'exhibit', 'attachment')),
    message_id INTEGER,
    audit_record_id INTEGER,
    exhibit_id INTEGER,
    attachment_id INTEGER,
    export_job_id INTEGER
  ) STRICT;
  """

/// The sessions that an indicator names: found before anybody decides who is suspect. Since version
/// 15-indicator-sessions.
let indicatorSessionSchema = """
  CREATE TABLE indicator_session (
    indicator_id INTEGER NOT NULL,
    session_id INTEGER NOT NULL,
    PRIMARY KEY (indicator_id, session_id)
  ) STRICT, WITHOUT ROWID;

  -- Who was in a mailbox when first: found without the sessions themselves.
  DROP INDEX stored_session_by_mailbox;
  CREATE INDEX stored_session_by_mailbox ON stored_session (mailbox_id, actor_ref, first_us);
  """
