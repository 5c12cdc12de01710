#pragma once

// JSON_DIAGNOSTICS (set for every host target) changes the name of nlohmann's types, so they never
// leave the host: plugins see zeroth::Value only.
#include <nlohmann/json.hpp>

namespace zeroth::host {

/// Keeps the order of keys as written, so that what users read back looks like what they wrote.
using Json = nlohmann::ordered_json;

}  // namespace zeroth::host
