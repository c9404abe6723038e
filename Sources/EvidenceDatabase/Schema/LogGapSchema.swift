/// What logs themselves show to be missing in them. Since version 5-log-gaps.
let logGapSchema = """
  -- basis: result_count (fewer rows than the search had results), search_failed, next_page (a further page is named),
  -- row_limit (as many rows as such an export has at most), record_number (numbers missing between others). missing_count is NULL where only that something is, or may be,
  -- missing is known.
  CREATE TABLE log_gap (
    log_gap_id INTEGER PRIMARY KEY,
    exhibit_id INTEGER NOT NULL,
    basis TEXT NOT NULL,
    missing_count INTEGER,
    source_offset INTEGER,
    note TEXT NOT NULL
  ) STRICT;
  """

/// Overlaps of logs that begin at different lines. Since version 6-log-overlaps.
let logOverlapSchema = """
  -- The lines of an exhibit from from_offset to before to_offset stand in another, one behind the other, from
  -- of_from_offset on: they are records of that one only.
  CREATE TABLE log_overlap (
    exhibit_id INTEGER NOT NULL,
    from_offset INTEGER NOT NULL,
    to_offset INTEGER NOT NULL,
    of_exhibit_id INTEGER NOT NULL,
    of_from_offset INTEGER NOT NULL,
    record_count INTEGER NOT NULL,
    PRIMARY KEY (exhibit_id, from_offset)
  ) STRICT, WITHOUT ROWID;
  """
