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
