#include <ATen/core/dispatch/Dispatcher.h>
#include <fmt/format.h>
#include <zeroth/plugin.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <random>
#include <regex>
#include <set>

#include "host/base/problem.h"
#include "host/conformance/captured_output.h"
#include "host/conformance/checks.h"
#include "host/conformance/component.h"
#include "host/engine/plugin_library.h"
#include "host/text/values.h"

namespace zeroth::host::checks {
namespace {

std::size_t threads() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

std::size_t operators() { return c10::Dispatcher::singleton().getAllOpNames().size(); }

/// Accepting is judged by what the message says, so it is left to the plugin to throw.
void accept(const Subject& subject, const Json& params) {
  Json all = needed_parameters(subject);
  merge_into(all, params);
  make_component<Component>(subject, all);
}

/// As a pipeline does that says no more than it must.
void accept_defaults(const Subject& subject) {
  try {
    accept(subject, Json::object());
  } catch (const Failure& failure) {
    throw with_unset_parameters(failure, subject);
  }
}

bool creates(const Subject& subject, const Json& params) {
  try {
    accept(subject, params);
    return true;
  } catch (const Failure&) {
    return false;
  }
}

bool is_number(const ParameterDescription& parameter) {
  return parameter.type == ValueType::number || parameter.type == ValueType::integer;
}

/// Values that the parameter's own rules forbid.
std::vector<Json> forbidden_values(const ParameterDescription& parameter) {
  const bool whole = parameter.type == ValueType::integer;
  std::vector<Json> values = {parameter.type == ValueType::string ? Json(true) : Json("text")};
  if (whole) values.emplace_back(0.5);
  if (parameter.type == ValueType::integer_lists) values.push_back(Json::array({1, 2}));
  if (!is_number(parameter)) {
    if (!parameter.one_of.empty()) values.emplace_back("none of those listed");
    return values;
  }
  const auto add = [&](const std::optional<double>& bound, double step) {
    if (bound) values.push_back(whole ? Json(std::llround(*bound + step)) : Json(*bound + step));
  };
  add(parameter.at_least, -1);
  add(parameter.at_most, 1);
  add(parameter.above, 0);
  add(parameter.below, 0);
  if (!whole && values.size() > 1) values.emplace_back(std::numeric_limits<double>::quiet_NaN());
  return values;
}

Verdict refuses_what_it_must(const Subject& subject, const ParameterDescription& parameter) {
  for (const Json& value : forbidden_values(parameter)) {
    if (creates(subject, {{parameter.name, value}})) {
      return failed(fmt::format("it accepts {} = {}", parameter.name, value.dump()));
    }
  }
  return passed();
}

/// Groups of small whole numbers, some of them empty, some with a number twice or below zero.
Json any_lists(std::mt19937_64& random) {
  constexpr std::size_t kLists = 4, kLength = 6, kNumbers = 12;
  Json lists = Json::array();
  for (std::size_t count = random() % kLists; count > 0; --count) {
    Json list = Json::array();
    for (std::size_t length = random() % kLength; length > 0; --length) {
      list.push_back(static_cast<std::int64_t>(random() % kNumbers) - 1);
    }
    lists.push_back(list);
  }
  return lists;
}

/// A value inside the bounds.
Json any_value(const ParameterDescription& parameter, std::mt19937_64& random) {
  const auto pick = [&](std::size_t count) { return random() % count; };
  if (parameter.type == ValueType::integer_lists) return any_lists(random);
  if (!parameter.one_of.empty()) return parameter.one_of[pick(parameter.one_of.size())];
  if (parameter.type == ValueType::boolean) return pick(2) == 0;
  if (!is_number(parameter)) return example_of(parameter);
  const double low = parameter.at_least.value_or(parameter.above.value_or(-1000.0));
  const double high = parameter.at_most.value_or(parameter.below.value_or(low + 2000.0));
  const double share = (0.5 + static_cast<double>(pick(1000))) / 1000.0;
  const double value = low + share * (high - low);
  return parameter.type == ValueType::integer ? Json(static_cast<std::int64_t>(value))
                                              : Json(value);
}

/// What is wrong with the mix that the parameter declares; empty: nothing.
std::string wrong_mix(const Subject& subject, const ParameterDescription& parameter) {
  if (!parameter.mix) return "";
  const std::string& name = parameter.name;
  if (parameter.type != ValueType::number) {
    return fmt::format("the parameter \"{}\" mixes two outputs and is no number", name);
  }
  const std::vector<TensorDescription> offered = outputs_of(subject);
  for (const std::string& tensor :
       {parameter.mix->output, parameter.mix->first, parameter.mix->second}) {
    const bool known = std::any_of(offered.begin(), offered.end(),
                                   [&](const auto& one) { return one.name == tensor; });
    if (known) continue;
    return fmt::format(
        "the parameter \"{}\" mixes \"{}\", which describe() does not declare as an output", name,
        tensor);
  }
  return "";
}

}  // namespace

Verdict loads(const Subject& subject) {
  load_plugin(subject.id, subject.file);
  return passed();
}

Verdict loads_quietly(const Subject& subject) {
  const CapturedOutput output;
  const std::size_t threads_before = threads(), operators_before = operators();
  load_plugin(subject.id, subject.file);
  if (const std::string text = output.text(); !text.empty()) {
    return failed(fmt::format("loading it prints \"{}\"", text.substr(0, text.find('\n'))));
  }
  if (threads() != threads_before) return failed("loading it starts a thread");
  if (operators() == operators_before) return passed();
  return failed(
      "loading it registers an operator with LibTorch, which stays for every other plugin");
}

Verdict load_time(const Subject& subject) {
  constexpr std::chrono::duration<double> kLongest(1);  // a plugin of the tree takes milliseconds
  const auto start = std::chrono::steady_clock::now();
  load_plugin(subject.id, subject.file);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (taken < kLongest) return passed();
  return warned(
      fmt::format("loading it takes {:.1f} s; what it needs, create() can fetch", taken.count()));
}

Verdict describes_itself(const Subject& subject) {
  const Description description = description_of(subject);
  if (description.summary.empty()) {
    return failed("describe() gives no summary");
  }
  static const std::regex well_formed(R"(([a-z][a-z0-9_]*\.)*[a-z][a-z0-9_]*)");
  std::set<std::string> names;
  for (const ParameterDescription& parameter : description.parameters) {
    const std::string& name = parameter.name;
    if (!std::regex_match(name, well_formed)) {
      return failed(fmt::format("the parameter \"{}\" is not named in lower_case", name));
    }
    if (!names.insert(name).second) {
      return failed(fmt::format("two parameters are named \"{}\"", name));
    }
    if (parameter.help.empty()) {
      return failed(fmt::format("the parameter \"{}\" has no help", name));
    }
    if (const std::string why = wrong_mix(subject, parameter); !why.empty()) return failed(why);
  }
  if (subject.kind() == "loss" && description.inputs.empty()) {
    return failed("describe() names no input of the loss");
  }
  return passed();
}

Verdict parameters(const Subject& subject) {
  const Description description = description_of(subject);
  const Json needed = needed_parameters(subject);
  for (const std::string& name : required_parameters(subject)) {
    return failed(
        fmt::format("the parameter \"{0}\" has no default: give the kit one, with --set "
                    "params.{0}=VALUE",
                    name));
  }
  accept_defaults(subject);
  if (creates(subject, {{"no_such_parameter", 1}})) {
    return failed("it accepts a parameter that it does not have");
  }
  for (const ParameterDescription& parameter : description.parameters) {
    const std::string& name = parameter.name;
    if (!needed.contains(name)) accept(subject, {{name, example_of(parameter)}});
    for (const std::string& value : parameter.one_of) {
      if (!subject.params.contains(name)) accept(subject, {{name, value}});
    }
    const Verdict verdict = refuses_what_it_must(subject, parameter);
    if (verdict.outcome != Outcome::pass) return verdict;
  }
  return passed();
}

Verdict parameter_fuzz(const Subject& subject) {
  constexpr int kTries = 40;
  const Description description = description_of(subject);
  if (description.parameters.empty()) return skipped("it has no parameters");
  std::mt19937_64 random(subject.seed);
  for (int i = 0; i < kTries; ++i) {
    Json params = Json::object();
    for (const ParameterDescription& one : description.parameters) {
      if (!subject.params.contains(one.name)) params[one.name] = any_value(one, random);
    }
    creates(subject, params);
  }
  return passed();
}

}  // namespace zeroth::host::checks
