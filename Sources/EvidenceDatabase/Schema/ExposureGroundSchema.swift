/// What exposures rest on, kept once for all that rest on the same records: of a mailbox that a session was in, each of a
/// thousand messages rests on the same two. Since version 14-exposure-grounds.
let exposureGroundSchema = """
  -- NULL where nothing is cited.
  ALTER TABLE exposure ADD COLUMN ground_id INTEGER;

  DROP TABLE exposure_record;
  -- place: by role, and by the ids of records.
  CREATE TABLE exposure_ground (
    ground_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    audit_record_id INTEGER,
    mail_access_id INTEGER,
    coverage_id INTEGER,
    role TEXT NOT NULL,
    PRIMARY KEY (ground_id, place)
  ) STRICT, WITHOUT ROWID;

  CREATE VIEW exposure_record AS
  SELECT x.exposure_id, g.audit_record_id, g.mail_access_id, g.coverage_id, g.role
  FROM exposure AS x
  JOIN exposure_ground AS g ON g.ground_id = x.ground_id;
  """
