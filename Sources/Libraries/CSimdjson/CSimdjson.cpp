#include "CSimdjson.h"

#include <simdjson.h>

#include <cstring>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

using namespace simdjson;

struct csimdjson_parser {
  ondemand::parser parser;
  std::vector<char> text;
  // Strings that had escapes, undone. Never longer than the text, so that it never moves.
  std::vector<char> strings;
  char *strings_end = nullptr;
  std::vector<csimdjson_node> nodes;
  // How long the text is without white space between its tokens.
  size_t compact_length = 0;
  uint32_t node_limit = 0;
  uint32_t depth_limit = 0;
};

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The code unit of \uXXXX whose digits start at p, or -1.
int32_t code_unit(const char *p, const char *end) {
  if (end - p < 4) return -1;
  int32_t value = 0;
  for (int i = 0; i < 4; i++) {
    int digit = hex_digit(p[i]);
    if (digit < 0) return -1;
    value = value << 4 | digit;
  }
  return value;
}

char *put_utf8(char *out, uint32_t scalar) {
  if (scalar < 0x80) {
    *out++ = char(scalar);
  } else if (scalar < 0x800) {
    *out++ = char(0xC0 | scalar >> 6);
    *out++ = char(0x80 | (scalar & 63));
  } else if (scalar < 0x10000) {
    *out++ = char(0xE0 | scalar >> 12);
    *out++ = char(0x80 | (scalar >> 6 & 63));
    *out++ = char(0x80 | (scalar & 63));
  } else {
    *out++ = char(0xF0 | scalar >> 18);
    *out++ = char(0x80 | (scalar >> 12 & 63));
    *out++ = char(0x80 | (scalar >> 6 & 63));
    *out++ = char(0x80 | (scalar & 63));
  }
  return out;
}

// Undoes the escape at p (behind the backslash). NULL where there is no such escape.
//
// simdjson's own unescaping refuses a whole string over half a surrogate pair, which subjects cut by a length limit end
// in; here it becomes U+FFFD.
const char *undo_escape(const char *p, const char *end, char *&out) {
  switch (*p) {
  case '"': case '\\': case '/': *out++ = *p; return p + 1;
  case 'b': *out++ = '\b'; return p + 1;
  case 'f': *out++ = '\f'; return p + 1;
  case 'n': *out++ = '\n'; return p + 1;
  case 'r': *out++ = '\r'; return p + 1;
  case 't': *out++ = '\t'; return p + 1;
  case 'u': break;
  default: return nullptr;
  }
  int32_t unit = code_unit(p + 1, end);
  if (unit < 0) return nullptr;
  p += 5;
  if (unit < 0xD800 || unit > 0xDFFF) {
    out = put_utf8(out, uint32_t(unit));
    return p;
  }
  if (unit < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
    int32_t low = code_unit(p + 2, end);
    if (low >= 0xDC00 && low <= 0xDFFF) {
      out = put_utf8(out, 0x10000 + (uint32_t(unit - 0xD800) << 10) + uint32_t(low - 0xDC00));
      return p + 6;
    }
  }
  out = put_utf8(out, 0xFFFD);
  return p;
}

// The string between two quotes: in place where it has no escapes.
bool read_string(csimdjson_parser &state, const char *start, const char *end, const char *&text, uint32_t &length) {
  auto backslash = [end](const char *from) {
    return static_cast<const char *>(std::memchr(from, '\\', size_t(end - from)));
  };
  const char *escape = backslash(start);
  if (!escape) {
    text = start;
    length = uint32_t(end - start);
    return true;
  }
  char *first = state.strings_end, *out = first;
  const char *rest = start;
  for (; escape; escape = backslash(rest)) {
    std::memcpy(out, rest, size_t(escape - rest));
    out += escape - rest;
    rest = escape + 1 < end ? undo_escape(escape + 1, end, out) : nullptr;
    if (!rest) return false;
  }
  std::memcpy(out, rest, size_t(end - rest));
  out += end - rest;
  text = first;
  length = uint32_t(out - first);
  state.strings_end = out;
  return true;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether the token is a number by RFC 8259 section 6, of whatever size.
bool is_number(std::string_view token) {
  size_t i = 0, n = token.size();
  if (i < n && token[i] == '-') i++;
  if (i == n || !is_digit(token[i])) return false;
  if (token[i] == '0') {
    i++;
  } else {
    while (i < n && is_digit(token[i])) i++;
  }
  if (i < n && token[i] == '.') {
    i++;
    size_t digits = i;
    while (i < n && is_digit(token[i])) i++;
    if (i == digits) return false;
  }
  if (i < n && (token[i] == 'e' || token[i] == 'E')) {
    i++;
    if (i < n && (token[i] == '+' || token[i] == '-')) i++;
    size_t digits = i;
    while (i < n && is_digit(token[i])) i++;
    if (i == digits) return false;
  }
  return i == n;
}

// NUL counts too.
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\0'; }

// The name whose first byte behind the quote is `start`; between its closing quote and `value` stands the colon alone.
bool read_key(csimdjson_parser &state, const char *start, const char *value, csimdjson_node &node) {
  const char *end = value;
  while (end > start && is_space(end[-1])) end--;
  if (end == start || *--end != ':') return false;
  while (end > start && is_space(end[-1])) end--;
  if (end == start || *--end != '"') return false;
  state.compact_length += size_t(end - start) + 3;
  return read_string(state, start, end, node.key, node.key_length);
}

std::string_view trimmed(std::string_view token) {
  while (!token.empty() && is_space(token.back())) token.remove_suffix(1);
  return token;
}

csimdjson_status status_of(error_code error) {
  switch (error) {
  case SUCCESS: return CSIMDJSON_OK;
  case UTF8_ERROR: return CSIMDJSON_BAD_UTF8;
  case UNESCAPED_CHARS: return CSIMDJSON_BARE_CONTROL;
  case DEPTH_ERROR: return CSIMDJSON_TOO_DEEP;
  case MEMALLOC: return CSIMDJSON_NO_MEMORY;
  default: return CSIMDJSON_NOT_JSON;
  }
}

csimdjson_status walk(csimdjson_parser &state, ondemand::value value, uint32_t depth, size_t index);

csimdjson_status walk_object(csimdjson_parser &state, ondemand::object object, uint32_t depth) {
  state.compact_length += 2;
  size_t comma = 0;
  for (auto result : object) {
    state.compact_length += std::exchange(comma, 1);
    ondemand::field field;
    if (auto error = std::move(result).get(field)) return status_of(error);
    if (state.nodes.size() >= state.node_limit) return CSIMDJSON_TOO_MANY;
    size_t index = state.nodes.size();
    csimdjson_node node = {};
    ondemand::value value = field.value();
    if (!read_key(state, field.key().raw(), value.raw_json_token().data(), node)) return CSIMDJSON_NOT_JSON;
    state.nodes.push_back(node);
    if (auto status = walk(state, value, depth, index)) return status;
  }
  return CSIMDJSON_OK;
}

csimdjson_status walk_array(csimdjson_parser &state, ondemand::array array, uint32_t depth) {
  state.compact_length += 2;
  size_t comma = 0;
  for (auto result : array) {
    state.compact_length += std::exchange(comma, 1);
    ondemand::value value;
    if (auto error = std::move(result).get(value)) return status_of(error);
    if (state.nodes.size() >= state.node_limit) return CSIMDJSON_TOO_MANY;
    size_t index = state.nodes.size();
    state.nodes.push_back(csimdjson_node{});
    if (auto status = walk(state, value, depth, index)) return status;
  }
  return CSIMDJSON_OK;
}

// A scalar is judged by its text, so that a number of any size is one; iteration then skips it.
csimdjson_status read_scalar(csimdjson_parser &state, std::string_view token, csimdjson_node &node) {
  node.text = token.data();
  node.text_length = uint32_t(token.size());
  state.compact_length += token.size();
  switch (token.front()) {
  case '"':
    node.kind = CSIMDJSON_STRING;
    // simdjson has found the closing quote: behind it stands what is no part of the token.
    if (token.size() < 2 || token.back() != '"') return CSIMDJSON_NOT_JSON;
    return read_string(state, token.data() + 1, token.data() + token.size() - 1, node.text, node.text_length)
      ? CSIMDJSON_OK : CSIMDJSON_NOT_JSON;
  case 't': node.kind = CSIMDJSON_TRUE; return token == "true" ? CSIMDJSON_OK : CSIMDJSON_NOT_JSON;
  case 'f': node.kind = CSIMDJSON_FALSE; return token == "false" ? CSIMDJSON_OK : CSIMDJSON_NOT_JSON;
  case 'n': node.kind = CSIMDJSON_NULL; return token == "null" ? CSIMDJSON_OK : CSIMDJSON_NOT_JSON;
  default: node.kind = CSIMDJSON_NUMBER; return is_number(token) ? CSIMDJSON_OK : CSIMDJSON_NOT_JSON;
  }
}

// Notes how long the object or array that was just walked is; simdjson stands at the token behind it.
void end_container(csimdjson_parser &state, simdjson_result<const char *> behind, size_t index) {
  csimdjson_node &node = state.nodes[index];
  node.span = uint32_t(state.nodes.size() - index);
  const char *end = state.text.data() + state.text.size() - SIMDJSON_PADDING;
  (void)std::move(behind).get(end);
  while (end > node.text && is_space(end[-1])) end--;
  node.text_length = uint32_t(end - node.text);
}

csimdjson_status walk(csimdjson_parser &state, ondemand::value value, uint32_t depth, size_t index) {
  if (depth >= state.depth_limit) return CSIMDJSON_TOO_DEEP;
  std::string_view token = trimmed(value.raw_json_token());
  if (token.empty()) return CSIMDJSON_NOT_JSON;
  csimdjson_status status;
  if (token.front() == '{') {
    state.nodes[index].kind = CSIMDJSON_OBJECT;
    state.nodes[index].text = token.data();
    ondemand::object object;
    if (auto error = value.get_object().get(object)) return status_of(error);
    status = walk_object(state, object, depth + 1);
    end_container(state, value.current_location(), index);
  } else if (token.front() == '[') {
    state.nodes[index].kind = CSIMDJSON_ARRAY;
    state.nodes[index].text = token.data();
    ondemand::array array;
    if (auto error = value.get_array().get(array)) return status_of(error);
    status = walk_array(state, array, depth + 1);
    end_container(state, value.current_location(), index);
  } else {
    status = read_scalar(state, token, state.nodes[index]);
    // Skipping takes a string before a colon for a key.
    ondemand::raw_json_string consumed;
    if (token.front() == '"') (void)value.get_raw_json_string().get(consumed);
    state.nodes[index].span = 1;
  }
  return status;
}

csimdjson_status walk_document(csimdjson_parser &state, ondemand::document &document) {
  ondemand::json_type type;
  if (auto error = document.type().get(type)) return status_of(error);
  state.nodes.push_back(csimdjson_node{});
  state.nodes[0].text = state.text.data() + std::string_view(state.text.data()).find_first_not_of(" \t\r\n");
  csimdjson_status status = CSIMDJSON_NOT_JSON;
  if (type == ondemand::json_type::object) {
    state.nodes[0].kind = CSIMDJSON_OBJECT;
    ondemand::object object;
    if (auto error = document.get_object().get(object)) return status_of(error);
    status = walk_object(state, object, 1);
  } else if (type == ondemand::json_type::array) {
    state.nodes[0].kind = CSIMDJSON_ARRAY;
    ondemand::array array;
    if (auto error = document.get_array().get(array)) return status_of(error);
    status = walk_array(state, array, 1);
  }
  end_container(state, document.current_location(), 0);
  if (status != CSIMDJSON_OK) return status;
  return document.current_location().error() == OUT_OF_BOUNDS ? CSIMDJSON_OK : CSIMDJSON_NOT_JSON;
}

csimdjson_status parse(csimdjson_parser &state, const uint8_t *text, size_t length) {
  state.text.resize(length + SIMDJSON_PADDING);
  if (length > 0) std::memcpy(state.text.data(), text, length);
  std::memset(state.text.data() + length, 0, SIMDJSON_PADDING);
  if (state.strings.size() < length) state.strings.resize(length);
  state.strings_end = state.strings.data();
  state.nodes.clear();
  state.compact_length = 0;
  ondemand::document document;
  if (auto error = state.parser.iterate(state.text.data(), length, state.text.size()).get(document)) {
    return status_of(error);
  }
  return walk_document(state, document);
}

} // namespace

extern "C" csimdjson_parser *csimdjson_create(void) { return new (std::nothrow) csimdjson_parser(); }

extern "C" void csimdjson_destroy(csimdjson_parser *parser) { delete parser; }

extern "C" csimdjson_status csimdjson_parse(csimdjson_parser *parser, const uint8_t *text, size_t length,
                                            uint32_t node_limit, uint32_t depth_limit, const csimdjson_node **nodes,
                                            bool *is_compact) {
  *nodes = nullptr;
  if (length >= UINT32_MAX) return CSIMDJSON_NO_MEMORY;
  parser->node_limit = node_limit;
  parser->depth_limit = depth_limit;
  try {
    csimdjson_status status = parse(*parser, text, length);
    *nodes = parser->nodes.data();
    *is_compact = parser->compact_length == length;
    return status;
  } catch (const std::bad_alloc &) {
    return CSIMDJSON_NO_MEMORY;
  }
}
