#pragma once

#include <string>

#include "host/base/json.h"

namespace zeroth::host {

/// "inductive", "transductive" or "few-shot, 5": what a result and a table call the setting of a
/// resolved pipeline's problem; empty where it says none.
std::string setting_name(const Json& pipeline);

}  // namespace zeroth::host
