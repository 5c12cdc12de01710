#pragma once

/// Marks what `libzeroth_sdk` exports. Everything else of every library stays hidden.
#define ZEROTH_API __attribute__((visibility("default")))
