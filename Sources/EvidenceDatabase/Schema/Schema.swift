package import GRDB

/// The shape of an evidence database, version by version.
package enum Schema {
  /// `PRAGMA application_id` of our files: "mtrl".
  package static let applicationID: Int32 = 0x6D74_726C

  package static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: evidenceSchema)
      try db.execute(sql: derivedSchema)
      try db.execute(sql: contractViews)
    }
    migrator.registerMigration("2") { db in
      try db.execute(sql: webRequestSchema)
      try EvidenceIndexes.make(db)
    }
    migrator.registerMigration("3-server-builds") { try $0.execute(sql: serverBuildSchema) }
    migrator.registerMigration("3-answer") { db in try db.execute(sql: judgementSchema) }
    migrator.registerMigration("3-file-folders") { try $0.execute(sql: fileFolderSchema) }
    migrator.registerMigration("3-sessions") { try $0.execute(sql: sessionSchema) }
    migrator.registerMigration("4-cmdlet-acts") { try $0.execute(sql: cmdletActSchema) }
    migrator.registerMigration("3-breakin") { db in
      try db.execute(sql: breakInSchema)
      try EvidenceIndexes.make(db)
    }
    migrator.registerMigration("5-log-gaps") { try $0.execute(sql: logGapSchema) }
    migrator.registerMigration("6-log-overlaps") { try $0.execute(sql: logOverlapSchema) }
    migrator.registerMigration("7-entry-keys") { try $0.execute(sql: entryKeySchema) }
    migrator.registerMigration("3-exports") { db in try db.execute(sql: exportSchema) }
    migrator.registerMigration("4-breakin") { try $0.execute(sql: serverControlSchema) }
    migrator.registerMigration("3-load-items") { try $0.execute(sql: loadItemSchema) }
    migrator.registerMigration("3-answer-coverage") { try $0.execute(sql: coverageSchema) }
    migrator.registerMigration("8-item-properties") { try $0.execute(sql: itemPropertySchema) }
    migrator.registerMigration("9-strongest") { try $0.execute(sql: strongestSchema) }
    migrator.registerMigration("9-load-item-times") { try $0.execute(sql: loadItemTimeSchema) }
    migrator.registerMigration("10-job-judgements") { try $0.execute(sql: jobJudgementSchema) }
    migrator.registerMigration("11-recovered-folders") { try $0.execute(sql: recoveredFolderSchema) }
    migrator.registerMigration("12-remainders") { try $0.execute(sql: remainderSchema) }
    migrator.registerMigration("13-indicators") { try $0.execute(sql: indicatorSchema) }
    migrator.registerMigration("14-exposure-grounds") { try $0.execute(sql: exposureGroundSchema) }
    migrator.registerMigration("15-indicator-sessions") { try $0.execute(sql: indicatorSessionSchema) }
    return migrator
  }
}
