/// Items that a log names by entry id alone. Since version 7-entry-keys.
let entryKeySchema = """
  -- Derived: which message an access may mean whose record has no Message-ID. basis: source_key (a message at hand has the
  -- key that the entry id holds), other_record (another record has the same key and a Message-ID). Candidates only: that
  -- stores keep the server's keys is not proven, and no tier rests on them.
  CREATE TABLE entry_key_candidate (
    mail_access_id INTEGER NOT NULL,
    entry_key TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('source_key', 'other_record')),
    message_id INTEGER,
    internet_message_id TEXT,
    other_mail_access_id INTEGER
  ) STRICT;
  CREATE INDEX entry_key_candidate_by_access ON entry_key_candidate (mail_access_id);
  CREATE INDEX entry_key_candidate_by_message ON entry_key_candidate (message_id);
  """
