#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/formats/csv_text.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace zeroth::formats {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

class CsvReader {
 public:
  CsvReader(std::string_view text, const std::filesystem::path& file) : text_(text), file_(file) {
    if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) at_ = kByteOrderMark.size();
  }

  std::vector<CsvRecord> all() {
    std::vector<CsvRecord> records;
    while (at_ < text_.size()) {
      CsvRecord one = record();
      if (one.fields.size() > 1 || !one.fields.front().empty()) records.push_back(std::move(one));
    }
    return records;
  }

 private:
  CsvRecord record() {
    CsvRecord record{line_, {field()}};
    while (at_ < text_.size() && text_[at_] == ',') {
      ++at_;
      record.fields.push_back(field());
    }
    end_line();
    return record;
  }

  std::string field() {
    if (at_ < text_.size() && text_[at_] == '"') return quoted();
    const std::size_t end = std::min(text_.find_first_of(",\r\n\"", at_), text_.size());
    if (end < text_.size() && text_[end] == '"') refuse("a quotation mark stands inside a field");
    const std::size_t begin = std::exchange(at_, end);
    return std::string(text_.substr(begin, end - begin));
  }

  std::string quoted() {
    std::string value;
    for (++at_;;) {
      const std::size_t end = text_.find('"', at_);
      if (end == text_.npos) refuse("a quotation mark is never closed");
      value += text_.substr(at_, end - at_);
      line_ += static_cast<std::size_t>(std::count(&text_[at_], &text_[end], '\n'));
      at_ = end + 1;
      if (at_ >= text_.size() || text_[at_] != '"') break;
      value += text_[at_++];
    }
    if (at_ < text_.size() &&
        std::string_view(",\r\n").find(text_[at_]) == std::string_view::npos) {
      refuse("something follows a closing quotation mark");
    }
    return value;
  }

  void end_line() {
    if (at_ >= text_.size()) return;
    const bool two = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
    at_ += two ? 2 : 1;
    ++line_;
  }

  [[noreturn]] void refuse(const char* why) const {
    throw Error(Fault::bad_data, {"cannot read a .csv file",
                                  fmt::format("{}:{}", file_.string(), line_),
                                  {why},
                                  "put such a field into quotation marks and double those in it"});
  }

  std::string_view text_;
  const std::filesystem::path& file_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

std::string_view csv_trimmed(std::string_view field) {
  const auto first = field.find_first_not_of(" \t");
  if (first == field.npos) return {};
  return field.substr(first, field.find_last_not_of(" \t") - first + 1);
}

std::optional<double> csv_number(std::string_view field) {
  std::string_view text = csv_trimmed(field);
  if (text.empty()) return NAN;
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

std::vector<CsvRecord> csv_records(std::string_view text, const std::filesystem::path& file) {
  return CsvReader(text, file).all();
}

}  // namespace zeroth::formats
