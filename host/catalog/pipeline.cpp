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

JsonText read_link(const std::vector<std::string>& chain) {
  try {
    return read_json_text(chain.back());
  } catch (const Failure& failure) {
    if (chain.size() < 2 || failure.code() != Exit::no_input) throw;
    Problem problem = failure.problems().front();
    problem.why.push_back(fmt::format("\"extends\" of {} names it", chain[chain.size() - 2]));
    throw Failure(failure.code(), std::move(problem));
  }
}

/// Merges the preset of that name, as far as the file `own` defines it.
void merge_preset(Pipeline& merged, const Pipeline& own, const std::string& preset) {
  const std::string pointer = child_pointer("/presets", preset);
  const Json presets = own.document.value("presets", Json::object());
  if (preset.empty() || !presets.is_object() || !presets.contains(preset)) return;
  Pipeline patch = part_of(own, pointer);
  for (auto& [at, origin] : patch.origins) origin += fmt::format(" (preset {})", preset);
  if (patch.document.is_object()) merge_pipeline(merged, patch);
}

/// Puts the file, and before it everything that it extends, on top of `merged`: also a base takes
/// away by null what a base before it brought. `chain` holds the files that led here; `preset` is
/// empty when none is to be merged.
void merge_chain(Pipeline& merged, const fs::path& file, std::vector<std::string> chain,
                 const std::string& preset) {
  const std::string name = file.lexically_normal().string();
  if (std::find(chain.begin(), chain.end(), name) != chain.end()) {
    chain.push_back(name);
    fail("pipelines extend each other in a circle", name,
         {fmt::format("{}", fmt::join(chain, " -> "))}, "break the circle");
  }
  chain.push_back(name);
  JsonText text = read_link(chain);
  Pipeline own{std::move(text.document), std::move(text.places)};
  if (!own.document.is_object()) fail("a pipeline must be a JSON object", own.where(""), {}, "");
  for (const std::string& base : bases_of(own)) {
    merge_chain(merged, file.parent_path() / base, chain, preset);
  }
  // The name of a base is not the name of what extends it.
  remove(merged, "/name");
  merge_pipeline(merged, own);
  merge_preset(merged, own, preset);
  remove(merged, "/extends");
}

Pipeline read_chain(const fs::path& file, const std::string& preset) {
  Pipeline merged{Json::object(), {}};
  merge_chain(merged, file, {}, preset);
  return merged;
}

/// "/a/b" of "a.b", "/a/b" or "a/b".
std::string to_pointer(std::string path) {
  if (path.empty() || path[0] == '/') return path;
  std::replace(path.begin(), path.end(), '.', '/');
  return "/" + path;
}

void require_utf8(const std::string& text, const char* source) {
  if (!is_utf8(text)) throw Failure(Exit::usage, {"this is not UTF-8", source, {}, ""});
}

void mark_origins(std::map<std::string, std::string>& origins, const Json& value,
                  const std::string& pointer, const std::string& origin) {
  origins[pointer] = origin;
  if (!value.is_structured()) return;
  for (const auto& [key, child] : value.items()) {
    mark_origins(origins, child, child_pointer(pointer, key), origin);
  }
}

/// `value` inside one object per key of `pointer`.
Json nested(Json value, Json::json_pointer pointer) {
  for (; !pointer.empty(); pointer.pop_back()) {
    Json outer = Json::object();
    outer[pointer.back()] = std::move(value);
    value = std::move(outer);
  }
  return value;
}

void apply_set(Pipeline& pipeline, const std::string& set) {
  require_utf8(set, "--set");
  const auto equals = set.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Failure(
        Exit::usage,
        {"--set needs path=value", "--set " + set, {}, "for example --set train.epochs=10"});
  }
  const std::string pointer = to_pointer(set.substr(0, equals));
  Json value = Json::parse(set.substr(equals + 1), nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) value = set.substr(equals + 1);
  Pipeline patch{Json::object(), {}};
  mark_origins(patch.origins, value, pointer, "--set " + set);
  try {
    patch.document = nested(std::move(value), Json::json_pointer(pointer));
  } catch (const Json::exception&) {
    throw Failure(Exit::usage, {"--set names no place in a pipeline", "--set " + set, {}, ""});
  }
  merge_pipeline(pipeline, patch);
}

bool sets_preset(const std::string& set) { return to_pointer(set).compare(0, 8, "/preset=") == 0; }

/// The name of the preset that the pipeline chooses, empty for none.
std::string chosen_preset(const Pipeline& pipeline) {
  // "" is what a checked pipeline without a preset says.
  if (!pipeline.document.contains("preset") || pipeline.document["preset"] == "") return "";
  const Json presets = pipeline.document.value("presets", Json::object());
  if (!presets.is_object())
    fail("\"presets\" must be an object", pipeline.where("/presets"), {}, "");
  const Json& name = pipeline.document["preset"];
  std::vector<std::string> known;
  for (const auto& [key, value] : presets.items()) known.push_back(key);
  if (!name.is_string() || !presets.contains(name.get<std::string>())) {
    const std::string wanted = name.is_string() ? name.get<std::string>() : name.dump();
    fail(fmt::format("no preset \"{}\"{}", wanted, did_you_mean(nearest(wanted, known))),
         pipeline.where("/preset"),
         {known.empty() ? "the pipeline has none"
                        : fmt::format("known: {}", fmt::join(known, ", "))},
         "");
  }
  const std::string pointer = child_pointer("/presets", name.get<std::string>());
  if (!presets[name.get<std::string>()].is_object())
    fail("a preset must be an object", pipeline.where(pointer), {}, "");
  return name.get<std::string>();
}

void apply_sets(Pipeline& pipeline, const std::vector<std::string>& sets, bool preset) {
  for (const std::string& set : sets) {
    if (sets_preset(set) == preset) apply_set(pipeline, set);
  }
}

void remove_comments(Pipeline& pipeline, const std::string& pointer) {
  const Json& value = pipeline.document.at(Json::json_pointer(pointer));
  if (!value.is_structured()) return;
  std::vector<std::string> keys;
  for (const auto& [key, child] : value.items()) keys.push_back(key);
  for (const std::string& key : keys) {
    const std::string child = child_pointer(pointer, key);
    if (key == "$comment")
      remove(pipeline, child);
    else
      remove_comments(pipeline, child);
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
  require_utf8(request.file.string(), "the name of the pipeline file");
  // Which preset applies is known only after everything is merged, and where it applies is further
  // down: right after the file that defines it, so that what extends that file still has its say.
  Pipeline pipeline = read_chain(request.file, "");
  apply_sets(pipeline, request.sets, /*preset=*/true);
  if (const std::string preset = chosen_preset(pipeline); !preset.empty()) {
    pipeline = read_chain(request.file, preset);
    apply_sets(pipeline, request.sets, /*preset=*/true);
  }
  remove(pipeline, "/presets");
  apply_sets(pipeline, request.sets, /*preset=*/false);
  remove_comments(pipeline, "");
  substitute_variables(pipeline, request.allow_unset_environment);
  remove(pipeline, "/vars");
  remove(pipeline, "/$schema");
  if (!pipeline.document.contains("name")) {
    pipeline.document["name"] = request.file.stem().string();
    pipeline.origins["/name"] = "default";
  }
  return pipeline;
}

}  // namespace zeroth::host
