#include "host/runs/filter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "host/base/lower_case.h"
#include "host/base/problem.h"
#include "host/runs/filter_words.h"
#include "host/runs/run_state.h"
#include "host/runs/units.h"

namespace zeroth::host {
namespace {

using Kind = FilterWord::Kind;

/// A value as it was written in a filter.
struct Wanted {
  std::string text, lower;
  std::optional<double> number;
  double tolerance = 0;  ///< of "=": a figure that rounds to the number equals it
};

/// Half a unit of the last digit that was written.
double half_a_digit(const std::string& text) {
  constexpr double kHalf = 0.5, kBase = 10;
  if (text.find_first_of("eE") != std::string::npos) return 0;
  const auto point = text.find('.');
  const double digits =
      point == std::string::npos ? 0 : static_cast<double>(text.size() - point - 1);
  return kHalf * std::pow(kBase, -digits);
}

/// `apart`: they cannot be compared.
enum class Order { less, equal, more, apart };

Order order_of(double difference) {
  if (difference == 0) return Order::equal;
  return difference < 0 ? Order::less : Order::more;
}

Order compared(const FieldValue& value, const Wanted& wanted, FieldKind kind) {
  if (!value.known) return Order::apart;
  if (value.number && wanted.number) {
    const double difference = *value.number - *wanted.number;
    return order_of(std::abs(difference) <= wanted.tolerance ? 0 : difference);
  }
  // A number and a text.
  if (kind == FieldKind::setting && (value.number || wanted.number)) return Order::apart;
  if (kind == FieldKind::beginning) {
    return order_of(value.text.compare(0, wanted.text.size(), wanted.text));
  }
  return order_of(value.text.compare(wanted.text));
}

bool holds(const FieldValue& value, const std::string& comparison, const Wanted& wanted,
           FieldKind kind) {
  if (comparison == "~" || comparison == "!~") {
    const bool has = value.known && lower_case(value.text).find(wanted.lower) != std::string::npos;
    return has == (comparison == "~");
  }
  const Order order = compared(value, wanted, kind);
  if (comparison == "!=") return order != Order::equal;
  if (comparison == "<") return order == Order::less;
  if (comparison == "<=") return order == Order::less || order == Order::equal;
  if (comparison == ">") return order == Order::more;
  if (comparison == ">=") return order == Order::more || order == Order::equal;
  return order == Order::equal;
}

/// What a value of that kind looks like, for messages; null: like anything.
const char* form_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::number:
    case FieldKind::figure:
      return "is no number";
    case FieldKind::span:
      return "is no span of time, such as 90s, 2h or 30d";
    case FieldKind::bytes:
      return "is no size, such as 500K, 10M or 2G";
    default:
      return nullptr;
  }
}

std::optional<double> number_as(FieldKind kind, const std::string& text) {
  if (kind == FieldKind::span) return span_of(text);
  if (kind == FieldKind::bytes) return size_of(text);
  return number_of(text);
}

class Parser {
 public:
  Parser(const std::string& filter, const Fields& fields)
      : filter_(filter), fields_(fields), words_(filter_words(filter)) {}

  RunTest parse() {
    if (here().kind == Kind::end) return [](const ListedRun&) { return true; };
    RunTest test = either();
    if (here().kind == Kind::close) refuse(here(), "a parenthesis closes that was not opened");
    if (here().kind != Kind::end) {
      refuse(here(), fmt::format("\"{}\" is one word too many", here().text),
             "join two conditions by and, or or; put a value with spaces into quotes");
    }
    return test;
  }

 private:
  static constexpr int kDeepest = 100;

  const FilterWord& here() const { return words_[at_]; }
  FilterWord take() { return words_[at_++]; }
  bool is_word(const char* word) const {
    return here().kind == Kind::word && lower_case(here().text) == word;
  }

  [[noreturn]] void refuse(const FilterWord& word, const std::string& what,
                           const std::string& fix = "") const {
    refuse_filter(filter_, word.column, what, fix);
  }

  RunTest either() {
    std::vector<RunTest> tests = {both()};
    while (is_word("or")) {
      take();
      tests.push_back(both());
    }
    return [tests](const ListedRun& run) {
      return std::any_of(tests.begin(), tests.end(), [&](const auto& test) { return test(run); });
    };
  }

  RunTest both() {
    std::vector<RunTest> tests = {part()};
    while (is_word("and")) {
      take();
      tests.push_back(part());
    }
    return [tests](const ListedRun& run) {
      return std::all_of(tests.begin(), tests.end(), [&](const auto& test) { return test(run); });
    };
  }

  RunTest part() {
    if (++depth_ > kDeepest) refuse(here(), "conditions are nested too deeply");
    RunTest test = inner_part();
    --depth_;
    return test;
  }

  RunTest inner_part() {
    if (is_word("not")) {
      take();
      return [test = part()](const ListedRun& run) { return !test(run); };
    }
    if (here().kind != Kind::open) return condition();
    const FilterWord open = take();
    RunTest test = either();
    if (here().kind != Kind::close) refuse(open, "a parenthesis is not closed");
    take();
    return test;
  }

  RunTest condition() {
    const FilterWord name = take_field();
    if (here().kind != Kind::comparison) return alone(name);
    const FilterWord comparison = take();
    const Field& field = field_of(name);
    const FilterWord value = take_value(comparison);
    const Wanted wanted = wanted_of(field, comparison, value);
    return [&field, comparison = comparison.text, wanted](const ListedRun& run) {
      return holds(field.value(run), comparison, wanted, field.kind);
    };
  }

  FilterWord take_field() {
    const bool is_name = here().kind == Kind::word && !is_word("and") && !is_word("or");
    if (is_name) return take();
    if (here().kind == Kind::quoted) {
      refuse(here(), "a field has no quotes", "write the field first, as in 'run ~ \"a b\"'");
    }
    refuse(here(), here().kind == Kind::end
                       ? "a condition is missing at the end"
                       : fmt::format("a field is missing before \"{}\"", here().text));
  }

  FilterWord take_value(const FilterWord& comparison) {
    const bool is_value = here().kind == Kind::quoted ||
                          (here().kind == Kind::word && !is_word("and") && !is_word("or"));
    if (!is_value) {
      refuse(comparison, fmt::format("a value is missing behind \"{}\"", comparison.text));
    }
    return take();
  }

  const Field& field_of(const FilterWord& name) const {
    return fields_.at(name.text, place_in_filter(name.column));
  }

  RunTest alone(const FilterWord& name) const {
    if (const auto state = state_named(lower_case(name.text))) {
      return [state](const ListedRun& listed) { return listed.run.state == *state; };
    }
    if (!fields_.find(name.text) && fields_.is_in_a_name(name.text)) {
      return [part = name.text](const ListedRun& listed) {
        return listed.run.name.find(part) != std::string::npos;
      };
    }
    const Field& field = field_of(name);
    return [&field](const ListedRun& run) { return field.value(run).known; };
  }

  Wanted wanted_of(const Field& field, const FilterWord& comparison,
                   const FilterWord& value) const {
    Wanted wanted{value.text, lower_case(value.text), std::nullopt, 0};
    if (comparison.text.back() == '~') return wanted;
    const bool may_be_text = value.kind == Kind::quoted && field.kind == FieldKind::setting;
    if (!may_be_text) wanted.number = number_as(field.kind, value.text);
    if (!wanted.number && form_of(field.kind)) {
      refuse(value, fmt::format("\"{}\" {}", value.text, form_of(field.kind)));
    }
    if (field.name == "state") check_state(value);
    const bool asks_for_one = comparison.text == "=" || comparison.text == "!=";
    if (asks_for_one && field.kind == FieldKind::figure) {
      wanted.tolerance = half_a_digit(value.text);
    }
    return wanted;
  }

  void check_state(const FilterWord& value) const {
    if (state_named(value.text)) return;
    const std::vector<std::string> names = state_names();
    refuse(value,
           fmt::format("no state \"{}\"{}", value.text, did_you_mean(nearest(value.text, names))),
           fmt::format("states: {}", fmt::join(names, ", ")));
  }

  const std::string& filter_;
  const Fields& fields_;
  std::vector<FilterWord> words_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

RunTest run_test(const std::string& filter, const Fields& fields) {
  return Parser(filter, fields).parse();
}

}  // namespace zeroth::host
