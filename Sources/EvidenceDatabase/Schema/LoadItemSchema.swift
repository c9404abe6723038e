/// What the load data of eDiscovery exports says of the items exported. Since version 3-load-items.
let loadItemSchema = """
  CREATE TABLE load_item (
    load_item_id INTEGER PRIMARY KEY,
    exhibit_id INTEGER NOT NULL,
    source_offset INTEGER NOT NULL,
    source_length INTEGER NOT NULL,
    source_line INTEGER,
    document_id TEXT,
    item_id TEXT,
    source TEXT,
    original_path TEXT,
    target_path TEXT,
    subject TEXT,
    sender TEXT,
    sent_at_us INTEGER,
    received_at_us INTEGER,
    internet_message_id TEXT,
    duplicate_of TEXT
  ) STRICT;

  -- Derived: the exhibit that an item went into, known by the path of its file; of a file of one message, the message.
  CREATE TABLE load_item_place (
    load_item_id INTEGER PRIMARY KEY,
    exhibit_id INTEGER NOT NULL,
    message_id INTEGER
  ) STRICT;
  CREATE INDEX load_item_place_by_exhibit ON load_item_place (exhibit_id);
  """

/// What the times of load data rest on. Since version 9-load-item-times.
let loadItemTimeSchema = "ALTER TABLE load_item ADD COLUMN time_basis TEXT"
