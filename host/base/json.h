#pragma once

// JSON_DIAGNOSTICS (set for every host target) changes the name of nlohmann's types, so they never
// leave the host: plugins see zeroth::Value only.
#include <nlohmann/json.hpp>
#include <string>

namespace zeroth::host {

/// Keeps the order of keys as written, so that what users read back looks like what they wrote.
using Json = nlohmann::ordered_json;

// Instead of Json::update and Json::erase: with ordered keys and diagnostics, those of
// nlohmann 3.11 leave members behind that point to where their object was, and a later message
// follows them.

/// Adds every member of `more`; one of the same name is replaced.
void merge_into(Json& object, const Json& more);
Json without(const Json& object, const std::string& name);

}  // namespace zeroth::host
