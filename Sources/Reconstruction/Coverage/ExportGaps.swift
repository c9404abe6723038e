import EvidenceDatabase
import GRDB
import Records

/// Exports that say themselves what they lack: which rows that are, nobody can say, so all the time that the export
/// covers is told.
enum ExportGaps {
  static func spans(_ db: Database) throws -> [Coverage.Span] {
    try Row.fetchAll(
      db,
      sql: """
        WITH gap AS (
          SELECT exhibit_id, MIN(note) AS note FROM log_gap GROUP BY exhibit_id
        ), span AS (
          SELECT g.exhibit_id, a.log_kind_ref, MIN(a.occurred_at_us) AS from_us, MAX(a.occurred_at_us) AS to_us
          FROM gap AS g
          CROSS JOIN stored_audit_record AS a
            ON \(RowID.isOne("a.audit_record_id", of: "g.exhibit_id"))
          WHERE a.occurred_at_us IS NOT NULL
          GROUP BY g.exhibit_id, a.log_kind_ref
          UNION ALL
          SELECT c.exhibit_id, a.log_kind_ref, MIN(a.occurred_at_us), MAX(a.occurred_at_us)
          FROM audit_record_copy AS c
          JOIN stored_audit_record AS a ON a.audit_record_id = c.audit_record_id
          WHERE c.exhibit_id IN (SELECT exhibit_id FROM gap) AND a.occurred_at_us IS NOT NULL
          GROUP BY c.exhibit_id, a.log_kind_ref
        )
        SELECT t.value, MIN(s.from_us), MAX(s.to_us), e.relative_path, g.note
        FROM span AS s
        JOIN gap AS g ON g.exhibit_id = s.exhibit_id
        JOIN exhibit AS e ON e.exhibit_id = g.exhibit_id
        JOIN text AS t ON t.text_id = s.log_kind_ref
        GROUP BY t.value, e.relative_path, e.exhibit_id, g.note ORDER BY t.value, e.relative_path, e.sha256
        """
    ).map { row in
      Coverage.Span(
        logKind: row[0], from: row[1], to: row[2], state: "silent", basis: "export_incomplete",
        note: "\(row[3] as String): \(row[4] as String)")
    }
  }
}
