#include "host/reuse/model_data.h"

#include <fmt/format.h>

#include <utility>

#include "host/base/problem.h"
#include "host/data/data_hash.h"
#include "host/read/load_data_set.h"
#include "host/read/recognition.h"
#include "host/run/problem_task.h"
#include "host/text/inner_blocks.h"
#include "host/text/required_path.h"

namespace zeroth::host {
namespace {

/// How a user says which reader it shall be; a block inside the model's own is of no other one.
std::string setting_of_reader(const Json& own) {
  const std::string inner = innermost_reader(own);
  const std::string child = inner.substr(0, inner.find('/', 1));
  return "--set data.use=... --set data.params...." +
         (child.empty() ? "" : fmt::format(" --set data.{}=null", child.substr(1)));
}

/// The block `data` by which files are read that the user names.
Json recognised_block(const Json& card, const std::string& place, const Composer& composer) {
  if (const auto found = recognised(place, Json::object(), composer)) return found->block;
  throw Failure(
      Exit::no_input,
      {"no data reader recognises these files",
       place,
       {},
       fmt::format("give the folder or file of a data set; in the place of --data `zeroth "
                   "evaluate` takes a reader by {}",
                   setting_of_reader(card.at("pipeline").at("data")))});
}

/// Where the model's own reader treats what another one reads, and `block` reads files as they are.
void note_treatment(const Json& card, const Json& block, const DataWanted& wanted,
                    const Composer& composer, ModelData& found) {
  const Json& own = card.at("pipeline").at("data");
  const std::string inner = innermost_reader(own);
  if (inner.empty()) return;
  found.treated_by = own.at("use").get<std::string>();
  const std::string id = own.at(Json::json_pointer(inner)).at("use").get<std::string>();
  if (block.at("use") != id) return;
  const std::string path = required_path(composer.description_of(id));
  if (path.empty()) return;
  found.treat_alike =
      fmt::format("--set '{}.params.{}={}'", innermost_reader_path(own), path, wanted.place);
}

}  // namespace

ModelData data_for(const Json& card, const DataWanted& wanted, const Composer& composer,
                   Progress& progress) {
  const Json block =
      wanted.block.is_null() ? recognised_block(card, wanted.place, composer) : wanted.block;
  ModelData found;
  if (wanted.block.is_null()) note_treatment(card, block, wanted, composer, found);
  found.data = load_data_set({{"data", block}}, composer, progress);
  found.hash = data_hash(found.data);
  found.is_own = found.hash == card.at("data").at("hash").get<std::string>();
  found.task =
      found.is_own ? task_of(found.data, card.at("pipeline"), false) : test_task(found.data);
  return found;
}

}  // namespace zeroth::host
