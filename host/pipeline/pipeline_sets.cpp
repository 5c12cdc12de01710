#include "host/pipeline/pipeline_sets.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "host/base/printable.h"
#include "host/base/problem.h"
#include "host/pipeline/pipeline_limits.h"
#include "host/pipeline/pipeline_merge.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

/// "/a/b" of "a.b", "/a/b" or "a/b".
std::string to_pointer(std::string path) {
  if (path.empty() || path[0] == '/') return path;
  std::replace(path.begin(), path.end(), '.', '/');
  return "/" + path;
}

[[noreturn]] void misused(std::string what, const std::string& set, std::vector<std::string> why,
                          std::string fix = "") {
  throw Failure(Exit::usage,
                {std::move(what), "--set " + shortened(set), std::move(why), std::move(fix)});
}

/// One --set, taken apart.
struct Assignment {
  std::string set, path, pointer, text;
  std::string origin() const { return "--set " + shortened(set); }
};

Assignment parse_assignment(const std::string& set) {
  if (!is_utf8(set)) throw Failure(Exit::usage, {"this is not UTF-8", "--set", {}, ""});
  const auto equals = set.find('=');
  if (equals == std::string::npos || equals == 0) {
    misused("--set needs path=value", set, {}, "for example --set train.epochs=10");
  }
  Assignment made{set, set.substr(0, equals), "", set.substr(equals + 1)};
  made.pointer = to_pointer(made.path);
  if (made.pointer.size() > kLongestPointer) {
    misused("the path of --set is too long", set,
            {fmt::format("more than {} bytes", kLongestPointer)});
  }
  return made;
}

/// The value that was written, and the text itself where it is no JSON.
Json value_of(const Assignment& assignment, std::size_t levels) {
  if (!Json::accept(assignment.text)) return assignment.text;
  JsonText text =
      parse_json_text(assignment.text, "--set " + shortened(assignment.path), kMostValues);
  for (const auto& [pointer, place] : text.places) {
    if (levels + levels_of(pointer) < kDeepestJson) continue;
    misused("--set is nested too deeply", assignment.set,
            {fmt::format("more than {} levels", kDeepestJson)});
  }
  return std::move(text.document);
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

Pipeline patch_of(const Assignment& assignment) {
  Pipeline patch{Json::object(), {}};
  Json value = value_of(assignment, levels_of(assignment.pointer));
  mark_origins(patch.origins, value, assignment.pointer, assignment.origin());
  if (value.is_primitive() && !value.is_string()) {
    patch.set_texts[assignment.pointer] = assignment.text;
  }
  try {
    patch.document = nested(std::move(value), Json::json_pointer(assignment.pointer));
  } catch (const Json::exception&) {
    misused("--set names no place in a pipeline", assignment.set, {});
  }
  return patch;
}

bool is_of(const std::string& set, Sets which) {
  const bool chooses = to_pointer(set).compare(0, 8, "/preset=") == 0;
  return chooses == (which == Sets::preset);
}

}  // namespace

void apply_sets(Pipeline& pipeline, const std::vector<std::string>& sets, Sets which) {
  std::size_t values = 0;
  for (const std::string& set : sets) {
    if (!is_of(set, which)) continue;
    const Assignment assignment = parse_assignment(set);
    const Pipeline patch = patch_of(assignment);
    values += levels_of(assignment.pointer) + patch.origins.size();
    if (values > kMostValues) {
      misused("--set gives too many values", set, {fmt::format("more than {}", kMostValues)});
    }
    merge_pipeline(pipeline, patch);
  }
}

}  // namespace zeroth::host
