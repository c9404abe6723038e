/// What names a mailbox: its row, then its aliases.
let mailboxKeys = """
  SELECT mailbox_id AS id, 0 AS part, address, display_name, kind, location AS more FROM mailbox
  UNION ALL
  SELECT mailbox_id, 1, kind, value, basis, NULL FROM mailbox_alias
  ORDER BY 1, 2, 3, 4, 5, 6
  """

/// Mailboxes and whose exhibits are, with what was given beside the evidence.
let mailboxRows: [(name: String, sql: String)] = [
  ("indicator", "SELECT kind, value, ip_from, ip_to, note, source_line FROM indicator"),
  ("trusted", "SELECT kind, value, ip_from, ip_to, note, source_line FROM trusted"),
  ("mailbox_decision", "SELECT relation, name, other_name FROM mailbox_decision"),
  (
    "mailbox",
    """
    SELECT mailbox_key(mailbox_id), address, display_name, kind, location, mailbox_key(parent_mailbox_id) FROM mailbox
    """
  ),
  (
    "mailbox_alias",
    "SELECT mailbox_key(mailbox_id), kind, value, valid_from_us, valid_to_us, basis FROM mailbox_alias"
  ),
  (
    "logged_mailbox_resolution",
    """
    SELECT m.fingerprint, mailbox_key(r.mailbox_id), r.basis
    FROM logged_mailbox_resolution AS r JOIN logged_mailbox AS m ON m.logged_mailbox_id = r.logged_mailbox_id
    """
  ),
  (
    "exhibit_mailbox",
    """
    SELECT e.relative_path, e.sha256, mailbox_key(r.mailbox_id), r.basis
    FROM exhibit_mailbox AS r JOIN exhibit AS e ON e.exhibit_id = r.exhibit_id
    """
  ),
  (
    "load_item_place",
    """
    SELECT l.relative_path AS list, l.sha256, p.load_item_id & 4294967295, e.relative_path, e.sha256,
      p.message_id & 4294967295
    FROM load_item_place AS p
    JOIN exhibit AS l ON l.exhibit_id = p.load_item_id >> 32
    JOIN exhibit AS e ON e.exhibit_id = p.exhibit_id
    """
  ),
  (
    "file_folder",
    """
    SELECT e.relative_path, e.sha256, t.relative_path AS tree, t.sha256, f.path, f.name, f.found_count, f.store_area
    FROM file_folder AS f
    JOIN exhibit AS e ON e.exhibit_id = f.folder_id >> 32
    JOIN exhibit AS t ON t.exhibit_id = f.tree_id
    """
  ),
  (
    "exhibit_folder",
    """
    SELECT e.relative_path, e.sha256, f.path
    FROM exhibit_folder AS r
    JOIN exhibit AS e ON e.exhibit_id = r.exhibit_id
    JOIN file_folder AS f ON f.folder_id = r.folder_id
    """
  ),
]
