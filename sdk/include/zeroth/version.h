#pragma once

// A plugin runs in a host of the same major and of an equal or later minor number.
#define ZEROTH_SDK_MAJOR 1
#define ZEROTH_SDK_MINOR 1
