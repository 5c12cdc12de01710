#include "host/read/recognition.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/data_reader.h>

#include <algorithm>
#include <exception>

#include "host/base/problem.h"
#include "host/read/loaded_reader.h"
#include "host/text/required_path.h"

namespace zeroth::host {
namespace {

Json to_json(const Values& values) {
  Json json = Json::object();
  for (const auto& [name, value] : values) {
    json[name] = std::visit([](const auto& held) { return Json(held); }, value);
  }
  return json;
}

/// Those of the given parameters that a reader has.
Json own_params(const Description& reader, const Json& given) {
  Json own = Json::object();
  for (const ParameterDescription& one : reader.parameters) {
    if (given.contains(one.name)) own[one.name] = given.at(one.name);
  }
  return own;
}

}  // namespace

std::optional<RecognisedData> recognised_by(const std::string& id, const std::string& path,
                                            const Json& given, const Composer& composer) {
  const Description description = composer.description_of(id);
  const std::string main = required_path(description);
  if (main.empty()) return std::nullopt;
  const Json own = own_params(description, given);
  Json params = own;
  params[main] = path;
  const auto reader =
      composer.make<DataReader>({{"data", {{"use", id}, {"params", params}}}}, "/data");
  const auto* ability = dynamic_cast<const RecognisesFiles*>(reader.component().get());
  if (!ability) return std::nullopt;
  const Values values = to_values(own, "/data");
  const auto found = reader.call(
      "recognise()", [&](const DataReader&) { return ability->recognise(path, values); });
  if (!found) return std::nullopt;
  return RecognisedData{{{"use", id}, {"params", to_json(found->params)}}, found->remarks};
}

std::optional<RecognisedData> recognised(const std::string& path, const Json& given,
                                         const Composer& composer) {
  std::vector<RecognisedData> all;
  std::exception_ptr lacking;
  for (const std::string& id : composer.ids_of("data")) {
    try {
      if (auto found = recognised_by(id, path, given, composer)) all.push_back(std::move(*found));
    } catch (const Failure& failure) {
      const bool is_of_files = failure.code() == Exit::no_input || failure.code() == Exit::bad_data;
      if (is_of_files && !lacking) lacking = std::current_exception();
    }
  }
  if (all.empty() && lacking) std::rethrow_exception(lacking);
  if (all.empty()) return std::nullopt;
  if (all.size() == 1) return std::move(all.front());
  std::vector<std::string> ids;
  for (const RecognisedData& one : all) ids.push_back(one.block.at("use").get<std::string>());
  throw Failure(Exit::bad_configuration, {"several data readers would read this",
                                          path,
                                          {fmt::format("{}", fmt::join(ids, ", "))},
                                          "choose one with --use"});
}

}  // namespace zeroth::host
