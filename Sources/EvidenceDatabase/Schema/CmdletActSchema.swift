/// Cmdlets that several logs tell of. Since version 4-cmdlet-acts.
let cmdletActSchema = """
  -- Derived: a record that tells of the same act as another, which stands for it. apart_us: how much later by their clocks.
  CREATE TABLE cmdlet_act_join (
    audit_record_id INTEGER PRIMARY KEY,
    cmdlet_act_id INTEGER NOT NULL,
    basis TEXT NOT NULL,
    equal_count INTEGER NOT NULL,
    apart_us INTEGER
  ) STRICT;
  CREATE INDEX cmdlet_act_join_by_act ON cmdlet_act_join (cmdlet_act_id);

  -- The records of an act, the one that stands for it among them (basis `itself`). An act that one log alone tells of is
  -- one record.
  CREATE VIEW cmdlet_act_record AS
  SELECT c.audit_record_id AS cmdlet_act_id, c.audit_record_id, 'itself' AS basis, NULL AS equal_count,
    0 AS apart_us
  FROM stored_cmdlet AS c
  WHERE NOT EXISTS (SELECT 1 FROM cmdlet_act_join AS j WHERE j.audit_record_id = c.audit_record_id)
  UNION ALL
  SELECT j.cmdlet_act_id, j.audit_record_id, j.basis, j.equal_count, j.apart_us FROM cmdlet_act_join AS j;

  -- An act: a cmdlet, whichever and however many logs tell of it. Its parameters are those of the record that stands for
  -- it; what that record does not say of caller, address and outcome is taken from the others.
  CREATE VIEW cmdlet_act AS
  SELECT c.audit_record_id AS cmdlet_act_id, cmdlet.value AS cmdlet, COALESCE(cmdlet.value_lc, cmdlet.value) AS cmdlet_lc,
    a.occurred_at_us, time_basis.value AS time_basis, log_kind.value AS log_kind,
    COALESCE(caller.value, (
      SELECT MIN(t.value) FROM cmdlet_act_join AS j JOIN stored_cmdlet AS o ON o.audit_record_id = j.audit_record_id
      JOIN text AS t ON t.text_id = o.caller_ref WHERE j.cmdlet_act_id = c.audit_record_id)) AS caller,
    c.target, server.value AS server,
    COALESCE(client_ip.value, (
      SELECT MIN(t.value) FROM cmdlet_act_join AS j
      JOIN stored_audit_record AS o ON o.audit_record_id = j.audit_record_id
      JOIN text AS t ON t.text_id = o.client_ip_ref WHERE j.cmdlet_act_id = c.audit_record_id)) AS client_ip,
    COALESCE(a.is_success, (
      SELECT MIN(o.is_success) FROM cmdlet_act_join AS j
      JOIN stored_audit_record AS o ON o.audit_record_id = j.audit_record_id
      WHERE j.cmdlet_act_id = c.audit_record_id)) AS is_success,
    1 + (SELECT COUNT(*) FROM cmdlet_act_join AS j WHERE j.cmdlet_act_id = c.audit_record_id) AS record_count
  FROM stored_cmdlet AS c
  JOIN text AS cmdlet ON cmdlet.text_id = c.cmdlet_ref
  LEFT JOIN text AS caller ON caller.text_id = c.caller_ref
  JOIN stored_audit_record AS a ON a.audit_record_id = c.audit_record_id
  JOIN text AS time_basis ON time_basis.text_id = a.time_basis_ref
  JOIN text AS log_kind ON log_kind.text_id = a.log_kind_ref
  LEFT JOIN text AS server ON server.text_id = a.server_ref
  LEFT JOIN text AS client_ip ON client_ip.text_id = a.client_ip_ref
  WHERE NOT EXISTS (SELECT 1 FROM cmdlet_act_join AS j WHERE j.audit_record_id = c.audit_record_id);
  """
