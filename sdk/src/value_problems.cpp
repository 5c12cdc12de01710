#include <zeroth/description.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

namespace zeroth {
namespace {

using Json = nlohmann::ordered_json;

/// Collects what is wrong with one value and its elements.
class Search {
 public:
  explicit Search(const ParameterDescription& rule) : rule_(rule), at_most_(upper_bound(rule)) {}

  void look(bool, const std::string&) {}
  void look(std::int64_t value, const std::string& path) {
    check_bounds(static_cast<double>(value), std::to_string(value), path);
  }
  void look(double value, const std::string& path) {
    check_bounds(value, number_text(value), path);
  }

  void look(const std::string& value, const std::string& path) {
    if (value.find('\0') != std::string::npos) {
      return add("must be a text without the character U+0000, not " + Json(value).dump(), path);
    }
    if (rule_.not_empty && value.empty()) add("must not be empty", path);
    const auto& allowed = rule_.one_of;
    if (allowed.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end())
      return;
    std::string names;
    for (const std::string& one : allowed) names += (names.empty() ? "" : ", ") + one;
    add("must be one of " + names + ", not " + quoted(value), path);
  }

  template <class Element>
  void look(const std::vector<Element>& values, const std::string& path) {
    for (std::size_t i = 0; i < values.size(); ++i) look(values[i], path + "/" + std::to_string(i));
  }
  template <class Element>
  void look(const std::map<std::string, Element>& values, const std::string& path) {
    for (const auto& [name, value] : values) look(value, path + "/" + name);
  }

  std::vector<ValueProblem> take() { return std::move(found_); }

 private:
  static std::string quoted(const std::string& value) {
    constexpr std::size_t kLongest = 100;
    return "\"" + (value.size() > kLongest ? value.substr(0, kLongest) + "..." : value) + "\"";
  }

  void add(const std::string& what, const std::string& path) {
    found_.push_back({"\"" + rule_.name + "\" " + what, path});
  }

  void check_bounds(double value, const std::string& shown, const std::string& path) {
    const auto complain = [&](const char* relation, double bound) {
      add(std::string("must be ") + relation + " " + number_text(bound) + ", not " + shown, path);
    };
    if (rule_.at_least && !(value >= *rule_.at_least)) complain("at least", *rule_.at_least);
    if (at_most_ && !(value <= *at_most_)) complain("at most", *at_most_);
    if (rule_.above && !(value > *rule_.above)) complain("above", *rule_.above);
    if (rule_.below && !(value < *rule_.below)) complain("below", *rule_.below);
  }

  const ParameterDescription& rule_;
  std::optional<double> at_most_;
  std::vector<ValueProblem> found_;
};

}  // namespace

std::string number_text(double number) {
  constexpr double kWhole = 1e15;
  const bool is_whole = std::trunc(number) == number && std::abs(number) < kWhole;
  return is_whole ? std::to_string(static_cast<std::int64_t>(number)) : Json(number).dump();
}

std::optional<double> upper_bound(const ParameterDescription& parameter) {
  const bool is_size = parameter.type == ValueType::integer && !parameter.any_size;
  if (parameter.at_most || parameter.below || !is_size) return parameter.at_most;
  // A default beyond the bound says that more can be.
  const auto* value =
      parameter.default_value ? std::get_if<std::int64_t>(&*parameter.default_value) : nullptr;
  return value && static_cast<double>(*value) > kLargestSize ? std::nullopt
                                                             : std::optional<double>(kLargestSize);
}

std::vector<ValueProblem> problems_of(const ParameterDescription& parameter, const Value& value) {
  Search search(parameter);
  std::visit([&](const auto& held) { search.look(held, ""); }, value);
  return search.take();
}

}  // namespace zeroth
