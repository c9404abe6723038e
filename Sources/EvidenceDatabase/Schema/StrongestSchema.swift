/// Which row of a message is its strongest, kept beside the row: found anew by each question, it took longer than all
/// else that a summary asks. Since version 9-strongest.
let strongestSchema = """
  ALTER TABLE exposure ADD COLUMN is_strongest INTEGER NOT NULL DEFAULT 0;

  DROP VIEW exposure_strongest;
  CREATE VIEW exposure_strongest AS
  SELECT exposure_id, mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank, basis, placement,
    match_count, is_counted, handled_by_actor, folder_name, byte_count, first_us, last_us, session_id, export_job_id
  FROM exposure
  WHERE is_strongest = 1;
  """
