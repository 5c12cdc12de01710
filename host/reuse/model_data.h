#pragma once

#include <zeroth/data_set.h>

#include <string>

#include "host/base/json.h"
#include "host/base/progress.h"
#include "host/data/task.h"
#include "host/engine/composer.h"

namespace zeroth::host {

/// Which data set a model is to work on.
struct DataWanted {
  Json block;         ///< a pipeline's block `data`; null: a reader recognises what is at `place`
  std::string place;  ///< files that a user names
};

/// A data set that a model works on.
struct ModelData {
  DataSet data;
  std::string hash;
  bool is_own = false;  ///< it is the one that the model learned from
  Task task;            ///< of its own data that of its run: shots are not tested
};

/// What a user says instead of naming files, "--set data.reader.params.root=PLACE", to have them
/// treated as the model's own data were; empty where its reader wraps no other one.
std::string setting_for_same_treatment(const Json& card, const std::string& place,
                                       const Composer& composer);

/// @throws Failure as `load_data_set`; Failure(no_input) where no reader recognises the files.
ModelData data_for(const Json& card, const DataWanted& wanted, const Composer& composer,
                   Progress& progress);

}  // namespace zeroth::host
