/// What a row of the coverage ledger says in words, and what is said of messages that no record speaks of. Since version
/// 3-answer-coverage.
let coverageSchema = """
  -- How many records the span holds, where that was counted; what makes it what it is, in one sentence.
  ALTER TABLE coverage ADD COLUMN record_count INTEGER;
  ALTER TABLE coverage ADD COLUMN note TEXT;

  -- Of a mailbox: not_indicated or unknown, for all of it that no other tier is said of; why; and for not_indicated the
  -- span of the log that proves it. window: from when to when an attacker is known to have acted anywhere in the case.
  CREATE TABLE mailbox_remainder (
    mailbox_id INTEGER PRIMARY KEY,
    tier TEXT NOT NULL CHECK (tier IN ('not_indicated', 'unknown')),
    basis TEXT NOT NULL,
    coverage_id INTEGER,
    window_from_us INTEGER,
    window_to_us INTEGER
  ) STRICT;
  """
