#include "CDetectionText.h"
