#pragma once

#include <zeroth/data_set.h>
#include <zeroth/description.h>

#include <optional>
#include <vector>

#include "host/engine/plugin_call.h"

namespace zeroth::host {

/// What a data set holds: an outline goes without the numbers of the features.
enum class Numbers { all, without_features };

/// Whether a reader returned what it declares, in arrays that are what they say they are. What the
/// numbers mean is checked later, by check_data_set().
/// @param outputs  what it yields: its own outputs, and those that a reader inside passes on.
/// @throws Failure(run_failed) that names the plugin.
void check_promises(const DataSet& data, const std::vector<TensorDescription>& outputs,
                    Numbers numbers, const PluginPlace& place);

/// The arrays alone.
void check_arrays(const DataSet& data, Numbers numbers, const PluginPlace& place);

/// Whether the figures of an optimum are percentages and its errors, where it has some, are numbers
/// from 0 on.
/// @throws Failure(run_failed) that names the plugin.
void check_optimum(const Optimum& figures, const std::optional<Optimum>& errors,
                   const PluginPlace& place);

}  // namespace zeroth::host
