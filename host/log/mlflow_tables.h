#pragma once

#include <string>

namespace zeroth::host {

/// What makes an empty file a store of MLflow, of the version of its tables that `kMlflowRevision`
/// names: names, columns and constraints are those that its later versions look for when they
/// change them.
std::string mlflow_tables();

/// The revision of MLflow's migrations after which the tables look like that.
constexpr const char* kMlflowRevision = "3500859a5d39";

}  // namespace zeroth::host
