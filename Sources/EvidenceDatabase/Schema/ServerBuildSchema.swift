/// Builds of Exchange that logs show, and what follows from them. Since version 3-server-builds.
let serverBuildSchema = """
  -- From when to when an exhibit shows one build on one server; build is NULL where it names the server alone.
  CREATE TABLE logged_server_build (
    logged_server_build_id INTEGER PRIMARY KEY,
    server TEXT NOT NULL,
    build TEXT,
    first_record_id INTEGER NOT NULL,
    last_record_id INTEGER NOT NULL,
    first_us INTEGER NOT NULL,
    last_us INTEGER NOT NULL,
    record_count INTEGER NOT NULL
  ) STRICT;

  -- Derived: whether the build of a server had the fixes of CVE-2021-26855, -26857, -26858 and -27065. The rows of a server
  -- follow each other without a gap: from_us inclusive (NULL: from ever), to_us exclusive (NULL: for ever).
  CREATE TABLE server_build (
    server_build_id INTEGER PRIMARY KEY,
    server TEXT NOT NULL,
    server_lc TEXT NOT NULL,
    build TEXT,
    from_us INTEGER,
    to_us INTEGER,
    state TEXT NOT NULL CHECK (state IN ('build_fixed', 'build_not_fixed', 'unknown')),
    basis TEXT NOT NULL,
    -- The record that shows the build, or the server.
    audit_record_id INTEGER
  ) STRICT;
  CREATE INDEX server_build_by_server ON server_build (server_lc);
  """
