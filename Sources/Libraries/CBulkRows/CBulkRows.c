#include "CBulkRows.h"

#include <sqlite3.h>
#include <stddef.h>

// A table whose rows lie in memory, as SQLite's manual has it ("The Virtual Table Mechanism Of SQLite", 2): INSERT ...
// SELECT from it takes half the time of as many INSERT ... VALUES, for it stays in the table that it writes to.

static const char pointer_type[] = "cbulkrows_batch";
enum { batch_column = 32 };

typedef struct {
  sqlite3_vtab_cursor base;
  const cbulkrows_batch *batch;
  int64_t row;
} rows_cursor;

static int rows_connect(
    sqlite3 *connection, void *client, int count, const char *const *arguments, sqlite3_vtab **table, char **message) {
  (void)client, (void)count, (void)arguments, (void)message;
  int code = sqlite3_declare_vtab(
      connection, "CREATE TABLE bulk_rows (c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18,"
                  " c19, c20, c21, c22, c23, c24, c25, c26, c27, c28, c29, c30, c31, c32, batch HIDDEN)");
  if (code != SQLITE_OK) return code;
  // A case is evidence from elsewhere: no view or trigger in it may read memory.
  sqlite3_vtab_config(connection, SQLITE_VTAB_DIRECTONLY);
  *table = sqlite3_malloc(sizeof **table);
  if (!*table) return SQLITE_NOMEM;
  **table = (sqlite3_vtab){0};
  return SQLITE_OK;
}

static int rows_disconnect(sqlite3_vtab *table) {
  sqlite3_free(table);
  return SQLITE_OK;
}

static int rows_best_index(sqlite3_vtab *table, sqlite3_index_info *info) {
  (void)table;
  info->estimatedCost = 1;
  for (int place = 0; place < info->nConstraint; place++) {
    if (info->aConstraint[place].iColumn != batch_column || info->aConstraint[place].op != SQLITE_INDEX_CONSTRAINT_EQ)
      continue;
    if (!info->aConstraint[place].usable) return SQLITE_CONSTRAINT;
    info->aConstraintUsage[place].argvIndex = 1;
    info->aConstraintUsage[place].omit = 1;
    return SQLITE_OK;
  }
  return SQLITE_OK;
}

static int rows_open(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor) {
  (void)table;
  rows_cursor *made = sqlite3_malloc(sizeof *made);
  if (!made) return SQLITE_NOMEM;
  *made = (rows_cursor){0};
  *cursor = &made->base;
  return SQLITE_OK;
}

static int rows_close(sqlite3_vtab_cursor *cursor) {
  sqlite3_free(cursor);
  return SQLITE_OK;
}

static int rows_filter(sqlite3_vtab_cursor *cursor, int index, const char *name, int count, sqlite3_value **values) {
  (void)index, (void)name;
  rows_cursor *at = (rows_cursor *)cursor;
  at->batch = count > 0 ? sqlite3_value_pointer(values[0], pointer_type) : NULL;
  at->row = 0;
  return SQLITE_OK;
}

static int rows_next(sqlite3_vtab_cursor *cursor) {
  ((rows_cursor *)cursor)->row++;
  return SQLITE_OK;
}

static int rows_end(sqlite3_vtab_cursor *cursor) {
  const rows_cursor *at = (rows_cursor *)cursor;
  return !at->batch || at->row >= at->batch->row_count;
}

static int rows_column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column) {
  const rows_cursor *at = (rows_cursor *)cursor;
  const cbulkrows_batch *batch = at->batch;
  if (column >= batch->column_count) return SQLITE_OK;
  const cbulkrows_cell *cell = &batch->cells[at->row * batch->column_count + column];
  if (cell->size >= 0)
    sqlite3_result_text64(
        context, (const char *)batch->texts + cell->value, (sqlite3_uint64)cell->size, SQLITE_STATIC, SQLITE_UTF8);
  else if (cell->size == cbulkrows_integer)
    sqlite3_result_int64(context, cell->value);
  return SQLITE_OK;
}

static int rows_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *id) {
  *id = ((rows_cursor *)cursor)->row;
  return SQLITE_OK;
}

// Without xCreate the table is there by its name alone, and nobody can make another.
static const sqlite3_module rows_module = {
  .xConnect = rows_connect,
  .xBestIndex = rows_best_index,
  .xDisconnect = rows_disconnect,
  .xOpen = rows_open,
  .xClose = rows_close,
  .xFilter = rows_filter,
  .xNext = rows_next,
  .xEof = rows_end,
  .xColumn = rows_column,
  .xRowid = rows_rowid,
};

int cbulkrows_register(sqlite3 *connection) {
  return sqlite3_create_module(connection, "bulk_rows", &rows_module, NULL);
}

int cbulkrows_bind(sqlite3_stmt *statement, int parameter, cbulkrows_batch *batch) {
  return sqlite3_bind_pointer(statement, parameter, batch, pointer_type, NULL);
}
