#ifndef CBULKROWS_H
#define CBULKROWS_H

#include <stdint.h>

struct sqlite3;
struct sqlite3_stmt;

/// The sizes of cells that are no texts.
enum { cbulkrows_integer = -1, cbulkrows_null = -2 };

/// A value of a row.
typedef struct {
  /// The integer; of a text, where it begins in the texts of the batch.
  int64_t value;
  /// Of a text its bytes, without an end mark; else one of the above.
  int64_t size;
} cbulkrows_cell;

/// Rows to be written by one statement.
typedef struct {
  /// Row by row, `column_count` each.
  const cbulkrows_cell *cells;
  const void *texts;
  int64_t column_count;
  int64_t row_count;
} cbulkrows_batch;

/// Makes the table `bulk_rows` known on a connection: `SELECT c1, c2 FROM bulk_rows(?)` gives the rows of the batch that
/// is bound to the parameter. At most 32 columns. Returns a result code of SQLite.
int cbulkrows_register(struct sqlite3 *connection);

/// Binds a batch, which has to stay where it is as long as the statement may run. Returns a result code of SQLite.
int cbulkrows_bind(struct sqlite3_stmt *statement, int parameter, cbulkrows_batch *batch);

#endif
