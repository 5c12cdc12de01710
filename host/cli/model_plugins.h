#pragma once

#include <string>

#include "host/base/json.h"
#include "host/catalog/plugin_index.h"

namespace zeroth::host {

/// Libraries of the plugins that a model is made of, by id: all but its data reader. One that is of
/// another version than the model was made with is said on standard error.
/// @throws Failure as `read_model_card`; Failure(unavailable) naming every plugin that is not
/// there.
Json plugins_of_model(const std::string& directory, const PluginIndex& index);

}  // namespace zeroth::host
