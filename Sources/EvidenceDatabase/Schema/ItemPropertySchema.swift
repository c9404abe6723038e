/// What items that are not plain mail have beside the columns of messages. Since version 8-item-properties.
let itemPropertySchema = """
  -- property_tag: 0x3A08, or for named properties {GUID}:0x8216 and {GUID}:name. name: that of [MS-OXPROPS], where known.
  -- value: times in microseconds since 1970 UTC (NULL: no time), bytes in hexadecimal digits; is_cut where byte_count, the
  -- bytes of the whole value, are more than stand here.
  CREATE TABLE item_property (
    message_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    property_tag TEXT NOT NULL,
    name TEXT,
    property_type TEXT NOT NULL,
    value TEXT,
    byte_count INTEGER NOT NULL,
    is_cut INTEGER NOT NULL,
    PRIMARY KEY (message_id, ordinal)
  ) STRICT, WITHOUT ROWID;
  """
