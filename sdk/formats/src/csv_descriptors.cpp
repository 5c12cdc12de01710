#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/formats/csv_descriptors.h>
#include <zeroth/formats/csv_text.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/mapped_file.h>

#include <algorithm>
#include <cmath>

namespace zeroth::formats {
namespace {

using Fields = std::vector<std::string>;

constexpr std::size_t kFewestToCount = 3;  // 0, 1 alone may be two attributes

/// Whether fields count from `first`.
bool counts(const Fields& fields, double first) {
  for (const std::string& field : fields) {
    if (csv_number(field) != first++) return false;
  }
  return true;
}

class Table {
 public:
  explicit Table(const std::filesystem::path& file) : file_(file) {
    expect_data_file(file);
    const MappedFile mapped = map_file(file);
    records_ = csv_records({mapped.data, mapped.size}, file);
    if (records_.empty()) refuse(1, "it is empty");
    for (const CsvRecord& one : records_) check_width(one);
    has_header_ = finds_header();
    has_names_ = finds_names();
  }

  Descriptors descriptors() const {
    Descriptors found;
    std::vector<float> values;
    for (auto record = first_line(); record != records_.end(); ++record) {
      if (has_names_) found.class_names.emplace_back(csv_trimmed(record->fields.front()));
      for (std::size_t i = has_names_; i < width(); ++i) values.push_back(value_of(*record, i));
    }
    const auto rows = records_.end() - first_line();
    if (has_header_) found.attribute_names = attribute_names();
    found.values = Matrix(std::move(values), rows, static_cast<std::int64_t>(width() - has_names_));
    return found;
  }

 private:
  std::size_t width() const { return records_.front().fields.size(); }

  std::vector<CsvRecord>::const_iterator first_line() const {
    return records_.begin() + static_cast<std::ptrdiff_t>(has_header_);
  }

  /// None where the header only counts.
  Fields attribute_names() const {
    const Fields& fields = records_.front().fields;
    const Fields titles(fields.begin() + has_names_, fields.end());
    if (std::all_of(titles.begin(), titles.end(), [](auto& one) { return csv_number(one); })) {
      return {};
    }
    Fields names;
    for (const std::string& title : titles) names.emplace_back(csv_trimmed(title));
    return names;
  }

  Fields column(std::size_t place, std::size_t first) const {
    Fields fields;
    for (std::size_t i = first; i < records_.size(); ++i) {
      fields.push_back(records_[i].fields[place]);
    }
    return fields;
  }

  bool finds_header() const {
    const Fields& fields = records_.front().fields;
    const auto is_word = [](const std::string& field) { return !csv_number(field); };
    const Fields rest(fields.begin() + 1, fields.end());
    if (std::any_of(rest.begin(), rest.end(), is_word)) return true;
    if (csv_trimmed(fields.front()).empty() && counts(rest, 0)) return true;
    if (fields.size() >= kFewestToCount && counts(fields, 0)) return true;
    const Fields below = column(0, 1);
    return is_word(fields.front()) && !below.empty() &&
           std::none_of(below.begin(), below.end(), is_word);
  }

  bool finds_names() const {
    const Fields names = column(0, has_header_);
    if (std::any_of(names.begin(), names.end(), [](auto& one) { return !csv_number(one); })) {
      return true;
    }
    if (names.size() >= kFewestToCount && (counts(names, 0) || counts(names, 1))) return true;
    static const char* const kTitles[] = {"", "class", "name"};
    const std::string_view title = csv_trimmed(records_.front().fields.front());
    return has_header_ && std::any_of(std::begin(kTitles), std::end(kTitles),
                                      [&](auto* one) { return title == one; });
  }

  float value_of(const CsvRecord& record, std::size_t place) const {
    const auto value = csv_number(record.fields[place]);
    if (value) return static_cast<float>(*value);
    refuse(record.line,
           fmt::format("field {} is no number: \"{}\"", place + 1, record.fields[place]));
  }

  void check_width(const CsvRecord& record) const {
    if (record.fields.size() == width()) return;
    refuse(record.line,
           fmt::format("it has {} fields, the first line has {}", record.fields.size(), width()));
  }

  [[noreturn]] void refuse(std::size_t line, const std::string& why) const {
    throw Error(Fault::bad_data,
                {"cannot read descriptors from a .csv file",
                 fmt::format("{}:{}", file_.string(), line),
                 {why},
                 "write a line for each class: numbers with a decimal point, between commas"});
  }

  const std::filesystem::path& file_;
  std::vector<CsvRecord> records_;
  bool has_header_ = false, has_names_ = false;
};

}  // namespace

Descriptors read_csv_descriptors(const std::filesystem::path& file) {
  return Table(file).descriptors();
}

}  // namespace zeroth::formats
