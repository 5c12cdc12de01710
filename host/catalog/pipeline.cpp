#include "host/catalog/pipeline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "host/base/nearest.h"
#include "host/base/problem.h"
#include "host/catalog/json_text.h"
#include "host/catalog/pipeline_merge.h"
#include "host/catalog/pipeline_variables.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(std::string what, std::string where, std::vector<std::string> why,
                       std::string fix) {
  throw Failure(Exit::bad_configuration,
                {std::move(what), std::move(where), std::move(why), std::move(fix)});
}

std::vector<std::string> bases_of(const Pipeline& pipeline) {
  if (!pipeline.document.contains("extends")) return {};
  const Json& extends = pipeline.document["extends"];
  const auto is_text = [](const Json& one) { return one.is_string(); };
  if (extends.is_string()) return {extends.get<std::string>()};
  if (extends.is_array() && std::all_of(extends.begin(), extends.end(), is_text)) {
    return extends.get<std::vector<std::string>>();
  }
  fail("\"extends\" must be a file name or a list of them", pipeline.where("/extends"), {}, "");
}

/// The file with everything that it extends. `chain` holds the files that led here.
Pipeline read_chain(const fs::path& file, std::vector<std::string> chain) {
  const std::string name = file.lexically_normal().string();
  if (std::find(chain.begin(), chain.end(), name) != chain.end()) {
    chain.push_back(name);
    fail("pipelines extend each other in a circle", name,
         {fmt::format("{}", fmt::join(chain, " -> "))}, "break the circle");
  }
  chain.push_back(name);
  JsonText text = read_json_text(name);
  Pipeline own{std::move(text.document), std::move(text.places)};
  if (!own.document.is_object()) fail("a pipeline must be a JSON object", own.where(""), {}, "");
  Pipeline merged{Json::object(), {}};
  for (const std::string& base : bases_of(own)) {
    merge_pipeline(merged, read_chain(file.parent_path() / base, chain));
  }
  // The name of a base is not the name of what extends it.
  remove(merged, "/name");
  merge_pipeline(merged, own);
  remove(merged, "/extends");
  return merged;
}

/// "/a/b" of "a.b", "/a/b" or "a/b".
std::string to_pointer(std::string path) {
  if (path.empty() || path[0] == '/') return path;
  std::replace(path.begin(), path.end(), '.', '/');
  return "/" + path;
}

void apply_set(Pipeline& pipeline, const std::string& set) {
  const auto equals = set.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Failure(Exit::usage, {"--set needs path=value", "--set " + set, {}, "for example --set train.epochs=10"});
  }
  const std::string pointer = to_pointer(set.substr(0, equals));
  Json value = Json::parse(set.substr(equals + 1), nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) value = set.substr(equals + 1);
  Pipeline patch{Json::object(), {}};
  try {
    patch.document[Json::json_pointer(pointer)] = std::move(value);
  } catch (const Json::exception&) {
    throw Failure(Exit::usage, {"--set names no place in a pipeline", "--set " + set, {}, ""});
  }
  patch.origins[pointer] = "--set " + set;
  merge_pipeline(pipeline, patch);
}

bool sets_preset(const std::string& set) { return to_pointer(set).compare(0, 8, "/preset=") == 0; }

void apply_preset(Pipeline& pipeline) {
  if (pipeline.document.contains("preset")) {
    const Json presets = pipeline.document.value("presets", Json::object());
    const Json& name = pipeline.document["preset"];
    std::vector<std::string> known;
    for (const auto& [key, value] : presets.items()) known.push_back(key);
    if (!name.is_string() || !presets.contains(name.get<std::string>())) {
      const std::string wanted = name.is_string() ? name.get<std::string>() : name.dump();
      fail(fmt::format("no preset \"{}\"{}", wanted, did_you_mean(nearest(wanted, known))),
           pipeline.where("/preset"), {fmt::format("known: {}", fmt::join(known, ", "))}, "");
    }
    merge_pipeline(pipeline, part_of(pipeline, child_pointer("/presets", name.get<std::string>())));
  }
  remove(pipeline, "/presets");
}

void remove_comments(Json& value) {
  if (value.is_object()) value.erase("$comment");
  if (value.is_structured()) {
    for (auto& child : value) remove_comments(child);
  }
}

}  // namespace

std::string Pipeline::where(const std::string& pointer) const {
  for (std::string at = pointer;; at.resize(at.rfind('/'))) {
    const auto origin = origins.find(at);
    if (origin != origins.end()) return origin->second + (pointer.empty() ? "" : "  " + pointer);
    if (at.empty()) return pointer;
  }
}

Pipeline read_pipeline(const PipelineRequest& request) {
  Pipeline pipeline = read_chain(request.file, {});
  for (const std::string& set : request.sets) {
    if (sets_preset(set)) apply_set(pipeline, set);
  }
  apply_preset(pipeline);
  for (const std::string& set : request.sets) {
    if (!sets_preset(set)) apply_set(pipeline, set);
  }
  substitute_variables(pipeline, request.allow_unset_environment);
  remove(pipeline, "/vars");
  remove(pipeline, "/$schema");
  remove_comments(pipeline.document);
  if (!pipeline.document.contains("name")) {
    pipeline.document["name"] = request.file.stem().string();
    pipeline.origins["/name"] = "default";
  }
  return pipeline;
}

}  // namespace zeroth::host
