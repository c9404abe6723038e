#ifndef CDETECTIONTEXT_H
#define CDETECTIONTEXT_H

#include <stddef.h>

/// The SQL files of all detections, one after the other, each ended by a zero byte.
const unsigned char *detection_text(void);
size_t detection_text_length(void);

#endif
