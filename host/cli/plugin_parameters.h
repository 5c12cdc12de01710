#pragma once

#include <string>
#include <vector>

#include "host/catalog/plugin_index.h"

namespace zeroth::host {

/// What --set gives a plugin, `params.name=value` each, by the name of the parameter.
/// @throws Failure(usage) where a path leads elsewhere, Failure(bad_configuration) for names that
/// the plugin does not have and values that it does not take.
Json set_parameters(const std::vector<std::string>& sets, const std::string& id,
                    const Description& description);

}  // namespace zeroth::host
