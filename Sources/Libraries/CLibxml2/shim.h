#include <libxml/xmlversion.h>
// Debian's libxml2 shows ICU's types, which clash with those of Foundation; nothing of ours needs them.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
