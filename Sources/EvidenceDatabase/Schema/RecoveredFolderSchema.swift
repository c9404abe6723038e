/// How folders were found that are no longer in their store. Since version 11-recovered-folders.
let recoveredFolderSchema = """
  -- older_node: an older page of the node tree names it; item_parent: recovered items name it, its own name is lost.
  ALTER TABLE stored_folder ADD COLUMN recovery_method TEXT;

  DROP VIEW folder;
  CREATE VIEW folder AS
  SELECT f.folder_id, f.folder_id >> 32 AS exhibit_id, em.mailbox_id, f.parent_folder_id, f.name, f.path,
    f.source_node, f.declared_count, f.found_count, f.folder_key, f.is_search_folder, f.recovery_method
  FROM stored_folder AS f
  LEFT JOIN exhibit_mailbox AS em ON em.exhibit_id = f.folder_id >> 32
  UNION ALL
  SELECT f.folder_id, f.folder_id >> 32, em.mailbox_id, f.parent_folder_id, f.name, f.path, NULL, NULL, f.found_count,
    NULL, 0, NULL
  FROM file_folder AS f
  LEFT JOIN exhibit_mailbox AS em ON em.exhibit_id = f.folder_id >> 32;
  """
