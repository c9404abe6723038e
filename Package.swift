// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is compiled with.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
/// Records are made on one thread and let go on another: with glibc's malloc, reading took a quarter more processor time.
let allocator = LinkerSetting.linkedLibrary("jemalloc")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "mailtrail",
  products: [
    .executable(name: "mailtrail", targets: ["mailtrail"]),
    .executable(name: "mailtrail-samples", targets: ["mailtrail-samples"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CZlib", path: "Sources/Libraries/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CArchive", path: "Sources/Libraries/CArchive", pkgConfig: "libarchive",
      providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(
      name: "CLibxml2", path: "Sources/Libraries/CLibxml2", pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev"])]),
    .target(
      name: "CSimdjson", path: "Sources/Libraries/CSimdjson",
      cxxSettings: [.define("NDEBUG", .when(configuration: .release)), .treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .target(
      name: "CDetectionText", path: "Sources/Libraries/CDetectionText",
      cSettings: [.disableWarning("c23-extensions")]),
    .target(
      name: "CBulkRows", path: "Sources/Libraries/CBulkRows", cSettings: [.treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("sqlite3")]),

    .target(name: "Records", swiftSettings: strict),
    .target(name: "Queries", swiftSettings: strict),
    .target(name: "Bytes", dependencies: ["CZlib"], swiftSettings: strict),
    .target(name: "MAPI", dependencies: ["Bytes"], path: "Sources/Formats/MAPI", swiftSettings: strict),
    .target(name: "PST", dependencies: ["Bytes", "MAPI"], path: "Sources/Formats/PST", swiftSettings: strict),
    .target(name: "MSG", dependencies: ["Bytes", "MAPI"], path: "Sources/Formats/MSG", swiftSettings: strict),
    .target(name: "TNEF", dependencies: ["Bytes", "MAPI"], path: "Sources/Formats/TNEF", swiftSettings: strict),
    .target(name: "RTF", dependencies: ["Bytes"], path: "Sources/Formats/RTF", swiftSettings: strict),
    .target(name: "MIME", dependencies: ["Bytes"], path: "Sources/Formats/MIME", swiftSettings: strict),
    .target(name: "EVTX", dependencies: ["Bytes", "MAPI"], path: "Sources/Formats/EVTX", swiftSettings: strict),
    .target(
      name: "Readers",
      dependencies: [
        "Records", "Bytes", "MAPI", "PST", "MSG", "TNEF", "RTF", "MIME", "EVTX", "CLibxml2", "CArchive", "CSimdjson",
        crypto,
      ],
      swiftSettings: strict),
    .target(name: "Exhibits", dependencies: ["Records", "Bytes", "Readers", crypto], swiftSettings: strict),
    .target(
      name: "EvidenceDatabase", dependencies: ["Records", "CBulkRows", grdb, sqlite, crypto], swiftSettings: strict),
    .target(
      name: "Reconstruction", dependencies: ["Records", "EvidenceDatabase", "Queries", grdb, crypto],
      swiftSettings: strict),
    .target(
      name: "Detections", dependencies: ["Records", "EvidenceDatabase", "CDetectionText", grdb, crypto],
      exclude: ["SQL"], swiftSettings: strict),
    .target(name: "Reports", dependencies: ["Records", "EvidenceDatabase", grdb], swiftSettings: strict),
    .executableTarget(
      name: "mailtrail",
      dependencies: [
        "Records", "Bytes", "Readers", "Exhibits", "EvidenceDatabase", "Reconstruction", "Detections", "Reports",
        arguments, grdb, crypto,
      ], swiftSettings: strict, linkerSettings: [allocator]),
    .target(name: "SampleMaker", dependencies: ["CZlib", crypto], swiftSettings: strict),
    .executableTarget(
      name: "mailtrail-samples", dependencies: ["SampleMaker", arguments], swiftSettings: strict),

    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    .testTarget(name: "BytesTests", dependencies: ["Bytes", "CZlib"], swiftSettings: strict),
    .testTarget(
      name: "ExhibitsTests", dependencies: ["Exhibits", "Records", "Bytes", crypto], swiftSettings: strict),
    .testTarget(name: "QueriesTests", dependencies: ["Queries"], swiftSettings: strict),
    .testTarget(name: "MAPITests", dependencies: ["MAPI"], swiftSettings: strict),
    .testTarget(
      name: "MSGTests", dependencies: ["Records", "Bytes", "MAPI", "MSG", "RTF", "Readers"], swiftSettings: strict),
    .testTarget(
      name: "TNEFTests", dependencies: ["Records", "Bytes", "MAPI", "TNEF", "Readers", crypto], swiftSettings: strict),
    .testTarget(name: "RTFTests", dependencies: ["RTF", "Bytes"], swiftSettings: strict),
    .testTarget(
      name: "PSTTests", dependencies: ["Records", "Bytes", "MAPI", "PST", "Readers", "CZlib"], swiftSettings: strict),
    .testTarget(
      name: "MIMETests", dependencies: ["MIME", "Bytes", "Readers", "Records", crypto], swiftSettings: strict),
    .testTarget(
      name: "EVTXTests", dependencies: ["EVTX", "Bytes", "Readers", "Records"], exclude: ["pyevtx_events.py"],
      swiftSettings: strict),
    .testTarget(
      name: "ReadersTests", dependencies: ["Readers", "Records", "Bytes"], exclude: ["field_log_rows.py"],
      swiftSettings: strict),
    .testTarget(
      name: "EvidenceDatabaseTests", dependencies: ["EvidenceDatabase", "Records", grdb, crypto],
      swiftSettings: strict),
    .testTarget(
      name: "ReconstructionTests", dependencies: ["Records", "EvidenceDatabase", "Reconstruction", grdb],
      swiftSettings: strict),
    .testTarget(
      name: "DetectionsTests", dependencies: ["Detections", "Reconstruction", "EvidenceDatabase", grdb],
      exclude: ["duckdb_rows.py"], swiftSettings: strict),
    .testTarget(
      name: "MailTests",
      dependencies: ["Readers", "Records", "Bytes", "SampleMaker", "mailtrail", "mailtrail-samples", crypto],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(name: "ReportsTests", dependencies: ["Reports"], swiftSettings: strict),
    .testTarget(
      name: "SampleMakerTests", dependencies: ["SampleMaker", "mailtrail-samples", crypto],
      exclude: [
        "enclosures.py",
        "event_log.py",
        "mail_store.py",
        "online_case.py",
        "pst_pypff.py",
        "pst_structure.py",
        "pst_walk.py",
        "search_export.py",
        "server_logs.py",
        "truncated_searches.py",
        "unified_audit.py",
      ], swiftSettings: strict),
    .testTarget(
      name: "CommandTests", dependencies: ["mailtrail", "mailtrail-samples", "EvidenceDatabase", grdb],
      exclude: ["exported_mail.py", "make_archives.py", "tenant_fields.py"], swiftSettings: strict),
  ]
)

// Fuzzing needs a sanitizer's flags for the whole build: `.ci/fuzz` asks for it.
if Context.environment["MAILTRAIL_FUZZ"] != nil {
  package.targets += [
    .target(name: "CFuzzer", path: "Tests/Fuzzing/CFuzzer"),
    .executableTarget(
      name: "mailtrail-fuzz", dependencies: ["CFuzzer", "Bytes", "RTF", "Readers", "Records"],
      path: "Tests/Fuzzing/Driver", swiftSettings: strict),
  ]
}

// What is measured beside the product: `.ci/benchmark-logs` asks for it.
if Context.environment["MAILTRAIL_BENCHMARK"] != nil {
  package.targets += [
    .executableTarget(
      name: "mailtrail-reading", dependencies: ["Bytes", "Readers", "Records"], path: "Tests/Benchmarks/Reading",
      swiftSettings: strict, linkerSettings: [allocator])
  ]
}
