#pragma once

#include <string>

#include "host/catalog/plugin_index.h"
#include "host/pipeline/pipeline_reader.h"

namespace zeroth::host {

/// Has a pipeline that was resolved elsewhere read its data where they lie here: `place` takes the
/// place of the file or folder that its data reader cannot do without.
/// @throws Failure(usage) where the reader has no such parameter, or several.
void put_data_at(Pipeline& pipeline, const std::string& place, const PluginIndex& plugins);

}  // namespace zeroth::host
