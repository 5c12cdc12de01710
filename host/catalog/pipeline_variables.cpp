#include "host/catalog/pipeline_variables.h"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <utility>

#include "host/base/nearest.h"
#include "host/base/problem.h"
#include "host/catalog/json_text.h"

namespace zeroth::host {
namespace {

constexpr int kDeepestReference = 20;  // a variable that names a variable; more is a cycle

class Substitution {
 public:
  Substitution(const Pipeline& pipeline, bool allow_unset)
      : pipeline_(pipeline),
        variables_(pipeline.document.value("vars", Json::object())),
        allow_unset_(allow_unset) {}

  void walk(Json& value, const std::string& pointer) {
    if (value.is_string()) {
      value = expand(value.get<std::string>(), pointer, 0);
    } else if (value.is_object()) {
      for (auto& [key, child] : value.items()) walk(child, child_pointer(pointer, key));
    } else if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        walk(value[i], child_pointer(pointer, std::to_string(i)));
      }
    }
  }

  std::vector<Problem> take_problems() { return std::move(problems_); }

 private:
  Json expand(const std::string& text, const std::string& pointer, int depth) {
    const auto begin = text.find("${");
    if (begin == std::string::npos) return text;
    const auto end = text.find('}', begin);
    if (end == std::string::npos) {
      add("a variable is not closed with }", pointer, "");
      return text;
    }
    const auto value = look_up(text.substr(begin + 2, end - begin - 2), pointer, depth);
    if (!value) return text;
    if (begin == 0 && end + 1 == text.size()) return *value;
    const std::string middle = value->is_string() ? value->get<std::string>() : value->dump();
    const Json rest = expand(text.substr(end + 1), pointer, depth);
    return text.substr(0, begin) + middle + (rest.is_string() ? rest.get<std::string>() : rest.dump());
  }

  std::optional<Json> look_up(const std::string& name, const std::string& pointer, int depth) {
    if (name.compare(0, 4, "env:") == 0) return environment(name.substr(4), pointer);
    if (!variables_.contains(name)) {
      std::vector<std::string> known;
      for (const auto& [key, value] : variables_.items()) known.push_back(key);
      add(fmt::format("unknown variable \"{}\"{}", name, did_you_mean(nearest(name, known))),
          pointer, "define it under \"vars\"");
      return std::nullopt;
    }
    if (depth == kDeepestReference) {
      add(fmt::format("the variable \"{}\" refers to itself", name), pointer, "");
      return std::nullopt;
    }
    const Json& value = variables_[name];
    return value.is_string() ? expand(value.get<std::string>(), pointer, depth + 1) : value;
  }

  std::optional<Json> environment(const std::string& name, const std::string& pointer) {
    const auto split = name.find(":-");
    const std::string variable = name.substr(0, split);
    if (const char* value = std::getenv(variable.c_str())) return Json(value);
    if (split != std::string::npos) return Json(name.substr(split + 2));
    if (!allow_unset_) {
      add(fmt::format("the environment variable {} is not set", variable), pointer,
          fmt::format("export {}=...", variable));
    }
    return std::nullopt;
  }

  void add(std::string what, const std::string& pointer, std::string fix) {
    problems_.push_back({std::move(what), pipeline_.where(pointer), {}, std::move(fix)});
  }

  const Pipeline& pipeline_;
  Json variables_;
  bool allow_unset_;
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
