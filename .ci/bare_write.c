// The bare bulk write that `.ci/benchmark-logs` measures mailtrail against: the rows of a finished case bound value by value to
// prepared INSERT statements in one transaction, then its indexes, into a new database with the pages, journal and waits for
// the disk that mailtrail has. Rows are brought into memory 4096 at a time with the clock stopped: whoever loads them has
// them there. Prints the seconds.
//
//     cc -O2 -o bare_write bare_write.c -lsqlite3 && ./bare_write CASE OUTPUT
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 4096 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void check(int code, sqlite3 *store) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  fprintf(stderr, "bare_write: %s\n", sqlite3_errmsg(store));
  exit(1);
}

static void run(sqlite3 *store, const char *sql) { check(sqlite3_exec(store, sql, NULL, NULL, NULL), store); }

static sqlite3_stmt *prepared(sqlite3 *store, const char *sql) {
  sqlite3_stmt *statement = NULL;
  check(sqlite3_prepare_v2(store, sql, -1, &statement, NULL), store);
  return statement;
}

// Copies the rows of one table; returns the seconds that writing took.
static double copy(sqlite3 *from, sqlite3 *to, const char *table) {
  char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
  sqlite3_stmt *rows = prepared(from, sql);
  sqlite3_free(sql);
  int count = sqlite3_column_count(rows), left = 1;
  sqlite3_str *text = sqlite3_str_new(NULL);
  sqlite3_str_appendf(text, "INSERT INTO \"%w\" VALUES (?", table);
  for (int column = 1; column < count; column++) sqlite3_str_appendall(text, ",?");
  sqlite3_str_appendall(text, ")");
  sql = sqlite3_str_finish(text);
  sqlite3_stmt *insert = prepared(to, sql);
  sqlite3_free(sql);
  sqlite3_value **kept = calloc((size_t)ROWS * count, sizeof *kept);
  double spent = 0;
  while (left) {
    int number = 0;
    for (; number < ROWS && (left = sqlite3_step(rows) == SQLITE_ROW); number++)
      for (int column = 0; column < count; column++)
        kept[number * count + column] = sqlite3_value_dup(sqlite3_column_value(rows, column));
    double start = seconds();
    for (int row = 0; row < number; row++) {
      for (int column = 0; column < count; column++) {
        sqlite3_value *value = kept[row * count + column];
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER: sqlite3_bind_int64(insert, column + 1, sqlite3_value_int64(value)); break;
        case SQLITE_NULL: sqlite3_bind_null(insert, column + 1); break;
        default:
          sqlite3_bind_text(insert, column + 1, (const char *)sqlite3_value_text(value), sqlite3_value_bytes(value),
                            SQLITE_STATIC);
        }
      }
      check(sqlite3_step(insert), to);
      sqlite3_reset(insert);
    }
    spent += seconds() - start;
    for (int place = 0; place < number * count; place++) sqlite3_value_free(kept[place]);
  }
  free(kept);
  sqlite3_finalize(rows);
  sqlite3_finalize(insert);
  return spent;
}

// What the load of a log writes: its rows, not what is concluded from them.
#define EVIDENCE \
  "(name LIKE 'stored\\_%' ESCAPE '\\' AND name <> 'stored_session' OR name IN " \
  "('text', 'logged_mailbox', 'audit_record_copy', 'defect', 'log_gap', 'logged_server_build'))"

int main(int count, char **arguments) {
  if (count != 3) return fprintf(stderr, "usage: bare_write CASE OUTPUT\n"), 2;
  sqlite3 *from = NULL, *to = NULL;
  check(sqlite3_open_v2(arguments[1], &from, SQLITE_OPEN_READONLY, NULL), from);
  double spent = -seconds();
  check(sqlite3_open(arguments[2], &to), to);
  run(to, "PRAGMA page_size = 8192; PRAGMA synchronous = NORMAL; PRAGMA locking_mode = EXCLUSIVE;"
          "PRAGMA threads = 2; PRAGMA cache_size = -65536; PRAGMA temp.cache_size = -32768; BEGIN");
  spent += seconds();
  sqlite3_stmt *tables = prepared(from, "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND " EVIDENCE);
  while (sqlite3_step(tables) == SQLITE_ROW) {
    run(to, (const char *)sqlite3_column_text(tables, 1));
    spent += copy(from, to, (const char *)sqlite3_column_text(tables, 0));
  }
  sqlite3_finalize(tables);
  sqlite3_stmt *indexes = prepared(
      from, "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
            "(SELECT name FROM sqlite_master WHERE type = 'table' AND " EVIDENCE ")");
  spent -= seconds();
  run(to, "COMMIT; BEGIN");
  while (sqlite3_step(indexes) == SQLITE_ROW) run(to, (const char *)sqlite3_column_text(indexes, 0));
  run(to, "COMMIT");
  spent += seconds();
  sqlite3_finalize(indexes);
  printf("%.3f\n", spent);
  sqlite3_close(to);
  sqlite3_close(from);
  return 0;
}
