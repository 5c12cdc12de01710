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
  bool is_own = false;      ///< it is the one that the model learned from
  Task task;                ///< of its own data that of its run: shots are not tested
  std::string treated_by;   ///< what treated the model's own data, where these are read as they are
  std::string treat_alike;  ///< how a user asks for the same instead, "--set 'data.reader...'";
                            ///< empty where the files are of another reader
};

/// @throws Failure as `load_data_set`; Failure(no_input) where no reader recognises the files.
ModelData data_for(const Json& card, const DataWanted& wanted, const Composer& composer,
                   Progress& progress);

}  // namespace zeroth::host
