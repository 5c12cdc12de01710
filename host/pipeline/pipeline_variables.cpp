#include "host/pipeline/pipeline_variables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>

#include "host/base/begins_with.h"
#include "host/base/problem.h"
#include "host/pipeline/pipeline_limits.h"
#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

/// Whoever sees so many mends these first.
constexpr std::size_t kMostVariableProblems = 100;

/// What a value adds to a pipeline.
struct Weight {
  std::size_t values = 0, bytes = 0, levels = 0;
};

Weight weight(const Json& value) {
  Weight sum{1, value.is_string() ? value.get_ref<const std::string&>().size() : 1, 0};
  if (!value.is_structured()) return sum;
  for (const Json& child : value) {
    const Weight one = weight(child);
    sum.values += one.values;
    sum.bytes += one.bytes;
    sum.levels = std::max(sum.levels, one.levels + 1);
  }
  return sum;
}

class Substitution {
 public:
  Substitution(Pipeline& pipeline, bool allow_unset)
      : pipeline_(pipeline),
        variables_(pipeline.document.value("vars", Json::object())),
        allow_unset_(allow_unset) {
    if (variables_.is_object()) return;
    add("\"vars\" must be an object", "/vars", "");
    variables_ = Json::object();
  }

  /// Puts in the values. Variables themselves are resolved when something reads them. `level`
  /// counts what the call stack holds: levels of the document and of variables in variables.
  void walk(Json& value, const std::string& pointer, std::size_t level = 0) {
    if (level > kDeepestJson) too_deep(pointer);
    if (value.is_string()) {
      value = expand(value.get<std::string>(), pointer, level);
      inherit_origin(value, pointer);
    } else if (value.is_object()) {
      for (auto& [key, child] : value.items()) {
        if (pointer.empty() && key == "vars") continue;
        walk(child, child_pointer(pointer, key), level + 1);
      }
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        walk(value[i], child_pointer(pointer, std::to_string(i)), level + 1);
      }
    }
  }

  std::vector<Problem> take_problems() { return std::move(problems_); }

 private:
  Json expand(const std::string& text, const std::string& pointer, std::size_t level) {
    std::string result;
    std::size_t done = 0;
    for (auto begin = text.find("${"); begin != std::string::npos; begin = text.find("${", done)) {
      const auto end = text.find('}', begin);
      if (end == std::string::npos) {
        add("a variable is not closed with }", pointer, "");
        break;
      }
      result.append(text, done, begin - done);
      done = end + 1;
      const std::string name = text.substr(begin + 2, end - begin - 2);
      const auto value = look_up(name, pointer, level);
      if (value) charge(*value, pointer, level);
      const bool whole = begin == 0 && done == text.size();
      if (value && whole) return keep_text(name, pointer), *value;
      if (!value)
        result.append(text, begin, done - begin);
      else
        result += text_of(*value, name);
    }
    return result.append(text, done, std::string::npos);
  }

  std::optional<Json> look_up(const std::string& name, const std::string& pointer,
                              std::size_t level) {
    if (begins_with(name, "env:")) return environment(name.substr(4), pointer);
    if (const auto known = resolved_.find(name); known != resolved_.end()) return known->second;
    if (!variables_.contains(name)) {
      std::vector<std::string> known;
      for (const auto& [key, value] : variables_.items()) known.push_back(key);
      add(fmt::format("unknown variable \"{}\"{}", name, did_you_mean(nearest(name, known))),
          pointer, "define it under \"vars\"");
      return std::nullopt;
    }
    if (std::find(active_.begin(), active_.end(), name) != active_.end()) {
      add({fmt::format("the variable \"{}\" refers to itself", name),
           pipeline_.where(pointer),
           {fmt::format("{} -> {}", fmt::join(active_, " -> "), name)},
           ""});
      return resolved_[name] = std::nullopt;
    }
    active_.push_back(name);
    Json value = variables_[name];
    walk(value, child_pointer("/vars", name), level + 1);
    active_.pop_back();
    return resolved_.emplace(name, std::move(value)).first->second;
  }

  std::optional<Json> environment(const std::string& name, const std::string& pointer) {
    const auto split = name.find(":-");
    const std::string variable = name.substr(0, split);
    if (const char* value = std::getenv(variable.c_str())) {
      if (is_utf8(value)) return Json(value);
      add(fmt::format("the environment variable {} is not UTF-8", variable), pointer, "");
      return std::nullopt;
    }
    if (split != std::string::npos) return Json(name.substr(split + 2));
    if (!allow_unset_) {
      add(fmt::format("the environment variable {} is not set", variable), pointer,
          fmt::format("export {}=...", variable));
    }
    return std::nullopt;
  }

  /// What a variable brought comes from where it was named.
  void inherit_origin(const Json& value, const std::string& pointer) {
    if (!value.is_structured()) return;
    const auto origin = pipeline_.origins.find(pointer);
    if (origin == pipeline_.origins.end()) return;
    for (const auto& [key, child] : value.items()) {
      const std::string at = child_pointer(pointer, key);
      pipeline_.origins[at] = origin->second;
      inherit_origin(child, at);
    }
  }

  /// What --set gave a variable is what a text that names only the variable means, too.
  void keep_text(const std::string& name, const std::string& pointer) {
    const auto set = pipeline_.set_texts.find(child_pointer("/vars", name));
    if (set != pipeline_.set_texts.end()) pipeline_.set_texts[pointer] = set->second;
  }

  std::string text_of(const Json& value, const std::string& name) const {
    if (value.is_string()) return value.get<std::string>();
    const auto set = pipeline_.set_texts.find(child_pointer("/vars", name));
    return set != pipeline_.set_texts.end() ? set->second : value.dump();
  }

  /// Variables that hold variables can grow without end.
  void charge(const Json& value, const std::string& pointer, std::size_t level) {
    const Weight more = weight(value);
    if (level + more.levels > kDeepestJson) too_deep(pointer);
    expansion_.values += more.values;
    expansion_.bytes += more.bytes;
    if (expansion_.bytes > kLargestExpansion) too_large(pointer, "16 MiB");
    if (value.is_structured() && expansion_.values > kMostValues) {
      too_large(pointer, fmt::format("{} values", kMostValues));
    }
  }

  [[noreturn]] void too_large(const std::string& pointer, const std::string& limit) const {
    throw Failure(Exit::bad_configuration, {"the variables make the pipeline too large",
                                            pipeline_.where(pointer),
                                            {"more than " + limit},
                                            ""});
  }

  [[noreturn]] void too_deep(const std::string& pointer) const {
    throw Failure(
        Exit::bad_configuration,
        {"the variables are nested too deeply",
         pipeline_.where(pointer),
         {fmt::format("more than {} levels, each variable in a variable counted", kDeepestJson)},
         ""});
  }

  void add(std::string what, const std::string& pointer, std::string fix) {
    add({std::move(what), pipeline_.where(pointer), {}, std::move(fix)});
  }

  void add(Problem problem) {
    problems_.push_back(std::move(problem));
    if (problems_.size() == kMostVariableProblems)
      throw Failure(Exit::bad_configuration, problems_);
  }

  Pipeline& pipeline_;
  Json variables_;
  bool allow_unset_;
  Weight expansion_;
  std::vector<std::string> active_;
  std::map<std::string, std::optional<Json>> resolved_;
  std::vector<Problem> problems_;
};

}  // namespace

void substitute_variables(Pipeline& pipeline, bool allow_unset_environment) {
  Json document = pipeline.document;
  Substitution substitution(pipeline, allow_unset_environment);
  substitution.walk(document, "");
  std::vector<Problem> problems = substitution.take_problems();
  if (!problems.empty()) throw Failure(Exit::bad_configuration, std::move(problems));
  pipeline.document = std::move(document);
}

}  // namespace zeroth::host
