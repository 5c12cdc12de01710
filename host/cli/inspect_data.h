#pragma once

#include "host/pipeline/host_schema.h"

namespace zeroth::host {

/// The data reader of that id; nothing for any other id.
const DataReader* find_data_reader(const std::string& id);

/// What files and arrays it needs, its parameters and an example.
void print_data_reader(const DataReader& reader);
Json to_json(const DataReader& reader);

}  // namespace zeroth::host
