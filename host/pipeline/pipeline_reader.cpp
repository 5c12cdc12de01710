#include "host/pipeline/pipeline_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <utility>

#include "host/base/problem.h"
#include "host/pipeline/pipeline_limits.h"
#include "host/pipeline/pipeline_merge.h"
#include "host/pipeline/pipeline_sets.h"
#include "host/pipeline/pipeline_variables.h"
#include "host/text/json_text.h"

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
    return read_json_text(chain.back(), kMostValues);
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

/// One reading of a pipeline file with everything that it extends.
class ChainReader {
 public:
  /// `preset` is empty when none is to be merged.
  explicit ChainReader(std::string preset) : preset_(std::move(preset)) {}

  Pipeline read(const fs::path& file) {
    merge(file);
    return std::move(merged_);
  }

 private:
  /// Puts the file, and before it everything that it extends, on top of what is merged: also a base
  /// takes away by null what a base before it brought.
  void merge(const fs::path& file) {
    enter(file.lexically_normal().string());
    const Pipeline own = read_own();
    for (const std::string& base : bases_of(own)) {
      if (files_ == kMostFiles) {
        fail("the pipeline extends too many files", own.where("/extends"),
             {fmt::format("more than {}, each counted as often as it is named", kMostFiles)}, "");
      }
      merge(file.parent_path() / base);
    }
    // The name of a base is not the name of what extends it.
    remove(merged_, "/name");
    merge_pipeline(merged_, own);
    merge_preset(merged_, own, preset_);
    remove(merged_, "/extends");
    chain_.pop_back();
  }

  void enter(const std::string& name) {
    const bool is_circle = std::find(chain_.begin(), chain_.end(), name) != chain_.end();
    chain_.push_back(name);
    ++files_;
    if (!is_circle) return;
    fail("pipelines extend each other in a circle", name,
         {fmt::format("{}", fmt::join(chain_, " -> "))}, "break the circle");
  }

  Pipeline read_own() {
    JsonText text = read_link(chain_);
    Pipeline own{std::move(text.document), std::move(text.places)};
    if (!own.document.is_object()) fail("a pipeline must be a JSON object", own.where(""), {}, "");
    values_ += own.origins.size();
    if (values_ > kMostValues) {
      fail("the pipeline has too many values", own.where(""),
           {fmt::format("more than {}, those of what it extends included", kMostValues)}, "");
    }
    return own;
  }

  std::string preset_;
  std::size_t files_ = 0, values_ = 0;
  std::vector<std::string> chain_;  ///< the files that led to this one
  Pipeline merged_{Json::object(), {}};
};

/// The name of the preset that the pipeline chooses, empty for none.
std::string chosen_preset(const Pipeline& pipeline) {
  // "" is what a checked pipeline without a preset says.
  if (!pipeline.document.contains("preset") || pipeline.document["preset"] == "") return "";
  const Json presets = pipeline.document.value("presets", Json::object());
  if (!presets.is_object())
    fail("\"presets\" must be an object", pipeline.where("/presets"), {}, "");
  Json name = pipeline.document["preset"];
  if (const auto set = pipeline.set_texts.find("/preset"); set != pipeline.set_texts.end()) {
    name = set->second;
  }
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

/// Pointers of every "$comment" that stands in no other.
void find_comments(const Json& value, const std::string& pointer, std::vector<std::string>& found) {
  if (!value.is_structured()) return;
  for (const auto& [key, child] : value.items()) {
    const std::string at = child_pointer(pointer, key);
    if (key == "$comment")
      found.push_back(at);
    else
      find_comments(child, at, found);
  }
}

void remove_comments(Pipeline& pipeline) {
  std::vector<std::string> found;
  find_comments(pipeline.document, "", found);
  for (const std::string& pointer : found) remove(pipeline, pointer);
}

}  // namespace

Pipeline read_pipeline(const PipelineRequest& request) {
  if (!is_utf8(request.file.string())) {
    throw Failure(Exit::usage, {"this is not UTF-8", "the name of the pipeline file", {}, ""});
  }
  // Which preset applies is known only after everything is merged, and where it applies is further
  // down: right after the file that defines it, so that what extends that file still has its say.
  Pipeline pipeline = ChainReader("").read(request.file);
  apply_sets(pipeline, request.sets, Sets::preset);
  if (const std::string preset = chosen_preset(pipeline); !preset.empty()) {
    pipeline = ChainReader(preset).read(request.file);
    apply_sets(pipeline, request.sets, Sets::preset);
  }
  remove(pipeline, "/presets");
  apply_sets(pipeline, request.sets, Sets::others);
  remove_comments(pipeline);
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
