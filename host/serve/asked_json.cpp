#include "host/serve/asked_json.h"

#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <cmath>

#include "host/base/json.h"
#include "host/base/printable.h"
#include "host/http/refusal.h"

namespace zeroth::host {
namespace {

constexpr const char* kForm = "send {\"rows\": [[...], ...]} or {\"row\": [...]}";

[[noreturn]] void refuse_form(const std::string& what, const std::string& why = "") {
  throw Refusal(400,
                {what, "", why.empty() ? std::vector<std::string>{} : std::vector{why}, kForm});
}

/// Follows the parser, event by event. It stops at the first thing that is not asked for.
class AskedReader final : public nlohmann::json_sax<Json> {
 public:
  AskedReader(std::int64_t columns, std::int64_t most) : columns_(columns), most_(most) {}

  AskedJson take() { return std::move(asked_); }

  bool null() override { return refuse_value("null"); }
  bool boolean(bool value) override { return refuse_value(value ? "true" : "false"); }
  bool string(string_t&) override { return refuse_value("a text"); }
  bool binary(binary_t&) override { return refuse_value("bytes"); }
  bool number_integer(number_integer_t value) override {
    return place_ == Place::object ? take_top(value) : add(static_cast<double>(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    constexpr number_unsigned_t kMost = 1'000'000'000;
    return place_ == Place::object ? take_top(static_cast<std::int64_t>(std::min(value, kMost)))
                                   : add(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t&) override {
    return place_ == Place::object ? refuse_value("a number that is not whole") : add(value);
  }

  bool start_object(std::size_t) override {
    if (place_ != Place::start) return refuse_value("an object");
    place_ = Place::object;
    return true;
  }
  bool key(string_t& name) override {
    const std::vector<std::string> known = {"rows", "row", "top"};
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      refuse_form(fmt::format("there is no member \"{}\"{}", printable_line(shortened(name, 40)),
                              did_you_mean(nearest(name, known))));
    }
    const bool again = name == "top" ? asked_.top.has_value() : has_rows_;
    if (again) refuse_form(fmt::format("\"{}\" comes twice, or beside \"rows\"", name));
    key_ = name;
    return true;
  }
  bool end_object() override {
    place_ = Place::start;
    if (!has_rows_) refuse_form("the request has no rows");
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ == Place::object && key_ != "top") {
      has_rows_ = true;
      place_ = key_ == "rows" ? Place::rows : Place::row;
    } else if (place_ == Place::rows) {
      place_ = Place::row;
    } else {
      return refuse_value("an array");
    }
    if (place_ == Place::row && asked_.rows == most_) refuse_many_rows(most_);
    return true;
  }
  bool end_array() override {
    if (place_ == Place::rows || key_ == "row") {
      if (place_ == Place::row) end_row();
      place_ = Place::object;
    } else {
      end_row();
      place_ = Place::rows;
    }
    return true;
  }

  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception& error) override {
    // "[json.exception.parse_error.101] parse error at ...": the number says nothing to anybody.
    std::string why = error.what();
    why.erase(0, why.find("] ") + 2);
    throw Refusal(400, {"the body is not JSON",
                        "",
                        {printable_line(shortened(why))},
                        "send JSON; it has no NaN and no Infinity, and no comma at the end"});
  }

 private:
  enum class Place { start, object, rows, row };

  [[noreturn]] bool refuse_value(const std::string& is) const {
    switch (place_) {
      case Place::start:
        refuse_form("the body is " + is);
      case Place::object:
        refuse_form(fmt::format("\"{}\" is {}", key_, is),
                    key_ == "top" ? "it is how many classes to tell of a row, from 1" : "");
      case Place::rows:
        refuse_form(fmt::format("\"rows\" holds {}", is), "it holds an array for each row");
      case Place::row:
        break;
    }
    refuse_form(fmt::format("row {} has {} in column {}", asked_.rows, is, column_),
                "a row holds numbers");
  }

  bool add(double value) {
    if (place_ != Place::row) return refuse_value("a number");
    if (column_ == columns_) {
      refuse_row_length(asked_.rows, fmt::format("more than {}", columns_), columns_);
    }
    const auto number = static_cast<float>(value);
    if (!std::isfinite(number)) refuse_not_finite(asked_.rows, column_, number);
    asked_.numbers.push_back(number);
    ++column_;
    return true;
  }

  bool take_top(std::int64_t value) {
    if (key_ != "top") return refuse_value("a number");
    if (value < 1) return refuse_value(std::to_string(value));
    asked_.top = value;
    return true;
  }

  void end_row() {
    if (column_ != columns_) refuse_row_length(asked_.rows, std::to_string(column_), columns_);
    column_ = 0;
    ++asked_.rows;
  }

  std::int64_t columns_, most_, column_ = 0;
  AskedJson asked_;
  Place place_ = Place::start;
  std::string key_;
  bool has_rows_ = false;
};

}  // namespace

AskedJson read_asked_json(const std::string& text, std::int64_t columns, std::int64_t most) {
  AskedReader reader(columns, most);
  Json::sax_parse(text, &reader);
  return reader.take();
}

void refuse_row_length(std::int64_t row, const std::string& has, std::int64_t columns) {
  throw Refusal(400, {row < 0 ? "the rows have " + has + " numbers"
                              : fmt::format("row {} has {} numbers", row, has),
                      "",
                      {fmt::format("the model reads rows of {}; rows count from 0", columns)},
                      "extract features by the backbone that the model learned from"});
}

void refuse_many_rows(std::int64_t most) {
  throw Refusal(413, {"there are too many rows",
                      "",
                      {fmt::format("a request may have {}", most)},
                      "send them in several requests, or serve with a larger --max-rows"});
}

void refuse_not_finite(std::int64_t row, std::int64_t column, double value) {
  throw Refusal(400, {fmt::format("row {} has a number that is {}", row, value),
                      "",
                      {fmt::format("in column {}; both are counted from 0", column)},
                      "correct it, or leave that row out"});
}

}  // namespace zeroth::host
