#include "host/record/model_card.h"

#include <fmt/format.h>

#include <string>
#include <system_error>

#include "host/base/problem.h"
#include "host/record/sealed_json.h"

namespace zeroth::host {
namespace {

/// Members without which nothing can be made of a card.
constexpr const char* kMembers[] = {"name", "recipe",  "seed",     "classes", "reads",
                                    "data", "plugins", "pipeline", "tensors", "train_rows"};

std::string why_no_model(const std::filesystem::path& directory) {
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) {
    return "there is no such directory, and no run of that name";
  }
  return fmt::format(
      "the directory holds no {}: a run leaves one when it has ended, unless its gate is an oracle "
      "or its protocol \"validation\"",
      kModelCard);
}

}  // namespace

bool holds_model(const std::filesystem::path& directory) {
  std::error_code error;
  return std::filesystem::is_regular_file(directory / kModelCard, error);
}

Json read_model_card(const std::filesystem::path& directory) {
  if (!holds_model(directory)) {
    throw Failure(Exit::no_input,
                  {"there is no model",
                   directory.string(),
                   {why_no_model(directory)},
                   "give the directory of such a run, or one with a copy of both files of a model; "
                   "`zeroth runs` lists runs"});
  }
  const std::filesystem::path file = directory / kModelCard;
  Json card = read_sealed(file);
  const Json format = card.value("format", Json());
  if (!format.is_number_integer()) refuse_damaged_model(file, "it says no format");
  if (format.get<int>() > kModelFormat) {
    throw Failure(
        Exit::unavailable,
        {"the model needs a later Zeroth",
         file.string(),
         {fmt::format("it is of format {}, and this one reads {}", format.dump(), kModelFormat)},
         "predict with the Zeroth that made it"});
  }
  for (const char* member : kMembers) {
    if (!card.contains(member))
      refuse_damaged_model(file, fmt::format("it says no \"{}\"", member));
  }
  return card;
}

void refuse_damaged_model(const std::filesystem::path& file, const std::string& why) {
  throw Failure(Exit::bad_data, {"the model is damaged",
                                 file.string(),
                                 {why},
                                 "put back a copy of its two files, or run its pipeline again"});
}

}  // namespace zeroth::host
