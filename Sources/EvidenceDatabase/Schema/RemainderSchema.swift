/// What is said of mailboxes beyond their messages, and mailboxes that moved. Since version 12-remainders.
let remainderSchema = """
  -- A mailbox kept on a server under an attacker's control is reachable as a whole, whatever of it is at hand.
  DROP TABLE mailbox_remainder;
  CREATE TABLE mailbox_remainder (
    mailbox_id INTEGER PRIMARY KEY,
    tier TEXT NOT NULL CHECK (tier IN ('reachable', 'not_indicated', 'unknown')),
    basis TEXT NOT NULL,
    coverage_id INTEGER,
    window_from_us INTEGER,
    window_to_us INTEGER
  ) STRICT;

  -- The first record of Exchange Online's log of a mailbox that logs of a server had before: until then at least it was
  -- not there. NULL for all others.
  ALTER TABLE mailbox_location ADD COLUMN moved_us INTEGER;
  """
