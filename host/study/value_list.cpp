#include "host/study/value_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>
#include <zeroth/random.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "host/base/hash.h"

namespace zeroth::host {
namespace {

constexpr double kMostListed = 100'000;
constexpr double kMostExact =
    9'007'199'254'740'992;  // 2^53: a double holds every whole number up to it

const std::vector<std::string> kForms[] = {
    {"from", "to", "step"},
    {"from", "to", "count", "log", "whole"},
    {"random", "seed", "from", "to", "log", "whole"},
    {"random", "seed", "of"},
};

constexpr const char* kFormsHelp =
    "a list is [1, 2], {\"from\", \"to\", \"step\"}, {\"from\", \"to\", \"count\", \"log\"} or "
    "{\"random\", \"seed\", \"from\", \"to\"}";

/// One list that is not written out.
class Formula {
 public:
  Formula(const std::string& path, const Json& list, const std::string& pointer,
          PlanProblems& problems)
      : path_(path),
        list_(list),
        pointer_(pointer),
        problems_(problems),
        before_(problems.count()) {}

  std::vector<Json> values() {
    check_keys();
    if (bad()) return {};
    if (list_.contains("of")) return drawn_from_list();
    from_ = number("from");
    to_ = number("to");
    check_flags();
    if (!bad() && is_log() && (from_ <= 0 || to_ <= 0)) {
      complain("\"log\" needs \"from\" and \"to\" above 0");
    }
    if (!bad() && flag("whole") && list_.contains("random") &&
        !(is_whole("from") && is_whole("to"))) {
      complain("\"whole\" needs whole numbers for \"from\" and \"to\"");
    }
    if (bad()) return {};
    if (list_.contains("random")) return drawn();
    return list_.contains("count") ? counted() : stepped();
  }

 private:
  bool bad() const { return problems_.count() > before_; }
  void complain(std::string what, std::string fix = "") {
    problems_.add(std::move(what), pointer_, {}, std::move(fix));
  }

  void check_keys() {
    const auto& form = list_.contains("of")       ? kForms[3]
                       : list_.contains("random") ? kForms[2]
                       : list_.contains("count")  ? kForms[1]
                                                  : kForms[0];
    for (const auto& [key, value] : list_.items()) {
      if (std::find(form.begin(), form.end(), key) != form.end()) continue;
      problems_.add(fmt::format("unknown \"{}\"{}", key, did_you_mean(nearest(key, form))),
                    child_pointer(pointer_, key), {fmt::format("known: {}", fmt::join(form, ", "))},
                    kFormsHelp);
    }
  }

  void check_flags() {
    for (const char* name : {"log", "whole"}) {
      if (list_.contains(name) && !list_[name].is_boolean()) {
        complain(fmt::format("\"{}\" must be true or false", name));
      }
    }
  }

  double number(const char* name) {
    if (!list_.contains(name) || !list_[name].is_number()) {
      complain(fmt::format("\"{}\" must be a number", name), kFormsHelp);
      return 0;
    }
    const double value = list_[name].get<double>();
    if (std::abs(value) > kMostExact && list_[name].is_number_integer()) {
      complain(fmt::format("\"{}\" is above 2^53, up to which ranges are exact", name),
               "list such values one by one");
    }
    return value;
  }

  /// How many values are asked for.
  std::size_t amount(const char* name) {
    const Json& value = list_.at(name);
    const bool fits =
        value.is_number_integer() && value.get<double>() >= 1 && value.get<double>() <= kMostListed;
    if (fits) return value.get<std::size_t>();
    complain(fmt::format("\"{}\" must be a whole number from 1 to {:.0f}", name, kMostListed));
    return 0;
  }

  bool flag(const char* name) const { return list_.value(name, false); }
  bool is_log() const { return flag("log"); }
  bool is_whole(const char* name) const {
    return !list_.contains(name) || list_[name].is_number_integer();
  }

  /// A value as a person would write it.
  Json rounded(double value) const {
    if (flag("whole")) return static_cast<std::int64_t>(std::llround(value));
    const double decimal = std::stod(fmt::format("{:.12g}", value));
    const bool may_be_whole = is_whole("from") && is_whole("to") && decimal == std::floor(decimal);
    return may_be_whole ? Json(static_cast<std::int64_t>(decimal)) : Json(decimal);
  }

  std::vector<Json> stepped() {
    const double step = list_.contains("step") ? number("step") : 1;
    const double steps = step == 0 ? -1 : std::floor((to_ - from_) / step + 1e-9);
    if (bad()) return {};
    if (steps < 0) {
      complain(fmt::format("steps of {} do not lead from {} to {}", step, from_, to_));
      return {};
    }
    if (steps >= kMostListed) {
      complain(fmt::format("the list has {:.0f} values, more than {:.0f}", steps + 1, kMostListed));
      return {};
    }
    const bool whole = is_whole("from") && is_whole("to") && is_whole("step");
    std::vector<Json> values;
    for (double i = 0; i <= steps; ++i) {
      const double value = from_ + i * step;
      values.push_back(whole ? Json(static_cast<std::int64_t>(std::llround(value)))
                             : rounded(value));
    }
    return values;
  }

  double between(double share) const {
    if (!is_log()) return from_ + share * (to_ - from_);
    return std::exp(std::log(from_) + share * (std::log(to_) - std::log(from_)));
  }

  std::vector<Json> counted() {
    const std::size_t count = amount("count");
    std::vector<Json> values;
    for (std::size_t i = 0; i < count; ++i) {
      const double share = count == 1 ? 0 : static_cast<double>(i) / static_cast<double>(count - 1);
      values.push_back(rounded(between(share)));
    }
    return values;
  }

  std::optional<Random> generator() {
    if (list_.contains("seed") && list_["seed"].is_number_integer()) {
      // Lists of one seed under several paths are drawn apart.
      const std::string path = hash_of(path_).substr(0, 16);
      return Random(list_["seed"].get<std::uint64_t>() ^ std::stoull(path, nullptr, 16));
    }
    complain("random values need a \"seed\", a whole number", "\"seed\": 1");
    return std::nullopt;
  }

  std::vector<Json> drawn() {
    const std::size_t count = amount("random");
    std::optional<Random> random = generator();
    if (from_ > to_) complain("\"from\" is above \"to\"");
    if (bad()) return {};
    const bool whole = flag("whole");
    std::vector<Json> values;
    for (std::size_t i = 0; i < count; ++i) {
      const double share = random->uniform();
      if (whole && !is_log()) {  // every one of them as often
        values.push_back(static_cast<std::int64_t>(std::floor(from_ + share * (to_ - from_ + 1))));
      } else {
        values.push_back(rounded(between(share)));
      }
    }
    return values;
  }

  std::vector<Json> drawn_from_list() {
    const Json& of = list_["of"];
    const std::size_t count = list_.contains("random") ? amount("random") : 0;
    std::optional<Random> random = generator();
    if (!list_.contains("random")) complain("\"of\" needs \"random\", how many are drawn");
    if (!of.is_array() || of.empty()) complain("\"of\" must be a list of values");
    if (bad()) return {};
    std::vector<Json> values;
    for (std::size_t i = 0; i < count; ++i) values.push_back(of[random->next() % of.size()]);
    return values;
  }

  const std::string& path_;
  const Json& list_;
  const std::string& pointer_;
  PlanProblems& problems_;
  std::size_t before_;
  double from_ = 0, to_ = 0;
};

}  // namespace

std::vector<Setting> value_list(const std::string& path, const Json& list,
                                const std::string& pointer, PlanProblems& problems) {
  std::vector<Setting> settings;
  if (list.is_array() && !list.empty()) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      settings.push_back(
          {path, list[i], problems.place(child_pointer(pointer, std::to_string(i)))});
    }
  } else if (list.is_object()) {
    for (Json& value : Formula(path, list, pointer, problems).values()) {
      settings.push_back({path, std::move(value), problems.place(pointer)});
    }
  } else {
    problems.add(fmt::format("\"{}\" needs a list of values", path), pointer, {}, kFormsHelp);
  }
  return settings;
}

}  // namespace zeroth::host
