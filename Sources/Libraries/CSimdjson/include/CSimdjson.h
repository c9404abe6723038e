#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// simdjson behind a C face: a JSON text in, all its values out as one flat array, so that no call is made per value.
typedef struct csimdjson_parser csimdjson_parser;

enum csimdjson_kind {
  CSIMDJSON_NULL,
  CSIMDJSON_FALSE,
  CSIMDJSON_TRUE,
  CSIMDJSON_NUMBER,
  CSIMDJSON_STRING,
  CSIMDJSON_OBJECT,
  CSIMDJSON_ARRAY
};

/// One value. What it contains follows it directly; `span` nodes further stands what comes after it.
typedef struct csimdjson_node {
  /// The member's name, escapes undone; NULL in an array and at the root.
  const char *key;
  /// A string with its escapes undone, a number as written, an object or array as it stands.
  const char *text;
  uint32_t key_length;
  uint32_t text_length;
  uint32_t span;
  uint32_t kind;
} csimdjson_node;

enum csimdjson_status {
  CSIMDJSON_OK,
  /// Bytes that are no UTF-8.
  CSIMDJSON_BAD_UTF8,
  /// A bare control character in a string.
  CSIMDJSON_BARE_CONTROL,
  CSIMDJSON_TOO_DEEP,
  CSIMDJSON_TOO_MANY,
  CSIMDJSON_NO_MEMORY,
  CSIMDJSON_NOT_JSON
};

/// NULL where there is no memory.
csimdjson_parser *csimdjson_create(void);
void csimdjson_destroy(csimdjson_parser *parser);

/// Copies the text and takes it apart. Nodes and what they point at live until the next call on this parser. A text is
/// compact where no white space stands around its tokens.
enum csimdjson_status csimdjson_parse(csimdjson_parser *parser, const uint8_t *text, size_t length,
                                      uint32_t node_limit, uint32_t depth_limit, const csimdjson_node **nodes,
                                      bool *is_compact);

#ifdef __cplusplus
}
#endif
#endif
