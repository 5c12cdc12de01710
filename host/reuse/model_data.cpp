#include "host/reuse/model_data.h"

#include <utility>

#include "host/base/problem.h"
#include "host/data/data_hash.h"
#include "host/read/load_data_set.h"
#include "host/read/recognition.h"
#include "host/run/problem_task.h"

namespace zeroth::host {
namespace {

/// The block `data` by which files are read that the user names.
Json recognised_block(const std::string& place, const Composer& composer) {
  if (const auto found = recognised(place, Json::object(), composer)) return found->block;
  throw Failure(Exit::no_input, {"no data reader recognises these files",
                                 place,
                                 {},
                                 "give the folder or file of a data set, or name its reader and "
                                 "parameters with --set data.use=... --set data.params...."});
}

}  // namespace

ModelData data_for(const Json& card, const DataWanted& wanted, const Composer& composer,
                   Progress& progress) {
  const Json block =
      wanted.block.is_null() ? recognised_block(wanted.place, composer) : wanted.block;
  ModelData found;
  found.data = load_data_set({{"data", block}}, composer, progress);
  found.hash = data_hash(found.data);
  found.is_own = found.hash == card.at("data").at("hash").get<std::string>();
  found.task =
      found.is_own ? task_of(found.data, card.at("pipeline"), false) : test_task(found.data);
  return found;
}

}  // namespace zeroth::host
