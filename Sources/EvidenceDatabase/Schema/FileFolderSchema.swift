/// Folders of mail that lies in files: trees of single messages, Maildir, a file for each folder (mbox). Which folder of
/// which mailbox a path is, is concluded; hence derived tables. `tree_id` is what counts as one store.
///
/// `folder_id` is the number of the first exhibit in the folder × 2³² + the depth of the folder, from 1: the exhibits
/// concerned have no folders of their own.
let fileFolderSchema = """
  CREATE TABLE file_folder (
    folder_id INTEGER PRIMARY KEY,
    tree_id INTEGER NOT NULL,
    parent_folder_id INTEGER,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    -- Messages that lie in it itself.
    found_count INTEGER NOT NULL,
    -- `recoverable` below the folder that Exchange keeps deleted items in; else NULL.
    store_area TEXT
  ) STRICT;

  CREATE INDEX file_folder_by_tree ON file_folder (tree_id);

  CREATE TABLE exhibit_folder (
    exhibit_id INTEGER PRIMARY KEY,
    folder_id INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX exhibit_folder_by_folder ON exhibit_folder (folder_id);

  DROP VIEW folder;
  CREATE VIEW folder AS
  SELECT f.folder_id, f.folder_id >> 32 AS exhibit_id, em.mailbox_id, f.parent_folder_id, f.name, f.path,
    f.source_node, f.declared_count, f.found_count, f.folder_key, f.is_search_folder
  FROM stored_folder AS f
  LEFT JOIN exhibit_mailbox AS em ON em.exhibit_id = f.folder_id >> 32
  UNION ALL
  SELECT f.folder_id, f.folder_id >> 32, em.mailbox_id, f.parent_folder_id, f.name, f.path, NULL, NULL, f.found_count,
    NULL, 0
  FROM file_folder AS f
  LEFT JOIN exhibit_mailbox AS em ON em.exhibit_id = f.folder_id >> 32;

  DROP VIEW message;
  CREATE VIEW message AS
  SELECT m.message_id, m.message_id >> 32 AS exhibit_id, em.mailbox_id,
    COALESCE(m.folder_id, ef.folder_id) AS folder_id, m.parent_message_id,
    m.source_node, m.source_offset, m.source_length, class.value AS message_class, m.internet_message_id,
    m.message_key, m.message_id_hash, m.subject, sender.value AS sender_address, name.value AS sender_name,
    m.sent_at_us, m.received_at_us, m.created_at_us, m.modified_at_us, m.byte_count, m.attachment_count, m.is_read,
    COALESCE(m.store_area, ff.store_area) AS store_area, m.entry_id, m.source_key, m.search_key, m.conversation_id,
    m.is_associated, m.is_recovered, m.recovery_method, m.content_sha256
  FROM stored_message AS m
  LEFT JOIN exhibit_mailbox AS em ON em.exhibit_id = m.message_id >> 32
  LEFT JOIN exhibit_folder AS ef ON ef.exhibit_id = m.message_id >> 32
  LEFT JOIN file_folder AS ff ON ff.folder_id = ef.folder_id
  LEFT JOIN text AS class ON class.text_id = m.message_class_ref
  LEFT JOIN text AS sender ON sender.text_id = m.sender_address_ref
  LEFT JOIN text AS name ON name.text_id = m.sender_name_ref;

  -- Which message lies in which folder, whatever kind of folder it is.
  CREATE VIEW message_folder AS
  SELECT message_id, folder_id FROM stored_message WHERE folder_id IS NOT NULL
  UNION ALL
  SELECT m.message_id, ef.folder_id
  FROM exhibit_folder AS ef
  CROSS JOIN stored_message AS m
    ON m.message_id BETWEEN ef.exhibit_id << 32 AND (ef.exhibit_id << 32) + 4294967295
  WHERE m.folder_id IS NULL;
  """
