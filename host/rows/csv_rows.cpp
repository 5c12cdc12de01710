#include <fmt/format.h>
#include <zeroth/formats/csv_text.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "host/base/printable.h"
#include "host/base/problem.h"
#include "host/rows/row_kinds.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::size_t kLongestLine = std::size_t{64}
                                     << 20;  // of a binary file that is taken for text

/// Numbers in lines. A first line without any is a header.
class CsvRows final : public RowFile {
 public:
  CsvRows(RowRequest request, std::FILE* stream, std::string begin)
      : request_(std::move(request)), stream_(stream), rest_(std::move(begin)) {}
  CsvRows(const CsvRows&) = delete;
  CsvRows& operator=(const CsvRows&) = delete;
  ~CsvRows() override {
    if (stream_ != stdin) std::fclose(stream_);
  }

  std::int64_t read(std::int64_t count, float* out) override {
    std::int64_t done = 0;
    while (done < count && (next_ < records_.size() || next_block())) {
      if (!take(records_[next_++], out + done * request_.columns)) continue;
      ++done;
    }
    return done;
  }

 private:
  /// Records up to the last whole line of the next blocks, until there are some.
  bool next_block() {
    while (!is_at_end_) {
      read_block();
      if (!records_.empty()) return true;
    }
    return false;
  }

  void read_block() {
    lines_ += std::count(text_.begin(), text_.end(), '\n');
    text_ = std::move(rest_);
    rest_.clear();
    while (true) {
      const std::size_t old = text_.size();
      text_.resize(old + kBlock);
      const std::size_t got = std::fread(text_.data() + old, 1, kBlock, stream_);
      text_.resize(old + got);
      if (std::ferror(stream_)) fail("it cannot be read on: " + std::string(std::strerror(errno)));
      const std::size_t end = text_.find_last_of('\n');
      is_at_end_ = got < kBlock;
      if (is_at_end_) break;  // the end of the file ends its last line
      if (end != std::string::npos) {
        rest_ = text_.substr(end + 1);
        text_.resize(end + 1);
        break;
      }
      if (text_.size() > kLongestLine) fail("a line of it is longer than 64 MiB");
    }
    records_ = formats::csv_records(text_, request_.file);
    next_ = 0;
  }

  /// @return false for a header.
  bool take(const formats::CsvRecord& record, float* out) {
    const bool is_first = !seen_any_;
    seen_any_ = true;
    if (is_first && is_header(record)) return false;
    const auto fields = static_cast<std::int64_t>(record.fields.size());
    for (std::int64_t i = 0; i < fields; ++i) {
      const std::string& field = record.fields[static_cast<std::size_t>(i)];
      const auto number = formats::csv_number(field);
      if (!number) {
        fail(fmt::format("line {} has {} in column {}, which is no number", line_of(record),
                         shortened(field), i + 1));
      }
      if (i < request_.columns) out[i] = static_cast<float>(*number);
    }
    if (fields != request_.columns) {
      refuse_length(request_, fmt::format("line {} has {}", line_of(record), fields));
    }
    return true;
  }

  /// A row with one number in it is a row, of which the rest may be wrong.
  static bool is_header(const formats::CsvRecord& record) {
    return std::none_of(record.fields.begin(), record.fields.end(), [](const std::string& field) {
      return formats::csv_number(field).has_value();
    });
  }

  std::int64_t line_of(const formats::CsvRecord& record) const {
    return lines_ + static_cast<std::int64_t>(record.line);
  }

  [[noreturn]] void fail(const std::string& why) const {
    throw Failure(Exit::bad_data, {"the rows cannot be read",
                                   request_.file == "-" ? "standard input" : request_.file.string(),
                                   {why},
                                   "give a row of numbers in a line, commas between them"});
  }

  RowRequest request_;
  std::FILE* stream_;
  std::string text_, rest_;
  std::vector<formats::CsvRecord> records_;
  std::size_t next_ = 0;
  std::int64_t lines_ = 0;  ///< before the block
  bool seen_any_ = false, is_at_end_ = false;
};

}  // namespace

std::unique_ptr<RowFile> open_csv_rows(const RowRequest& request, std::FILE* stream,
                                       std::string begin) {
  return std::make_unique<CsvRows>(request, stream, std::move(begin));
}

}  // namespace zeroth::host
