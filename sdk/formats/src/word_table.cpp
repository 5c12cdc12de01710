#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/formats/csv_text.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/file_kind.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/word_table.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string_view>

namespace zeroth::formats {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kLooked = 4096;  // of a file, to see whether it is text

std::vector<std::string_view> parts_of(std::string_view line) {
  std::vector<std::string_view> parts;
  for (std::size_t at = line.find_first_not_of(kBlanks); at != line.npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    parts.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(kBlanks, end);
  }
  return parts;
}

bool is_count(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

class WordReader {
 public:
  WordReader(const std::filesystem::path& file, const std::set<std::string>& words)
      : file_(file), words_(words) {
    expect_data_file(file, "give the name of a file that is there");
    expect_text();
  }

  WordTable read() {
    std::ifstream stream(file_);
    for (std::string line; std::getline(stream, line);) {
      ++line_;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      take(line);
      if (table_.vectors.size() == words_.size()) break;  // the rest is nobody's
    }
    if (stream.bad()) {
      throw Error(Fault::io,
                  {"cannot read on in a file", file_.string(), {std::strerror(errno)}, ""});
    }
    if (table_.length == 0) refuse("it holds no words with numbers behind them");
    return std::move(table_);
  }

 private:
  void expect_text() {
    const MappedFile mapped = map_file(file_);
    const char* end = mapped.data + std::min(mapped.size, kLooked);
    if (std::find(mapped.data, end, '\0') == end && kind_of(mapped) == FileKind::other) return;
    line_ = 0;
    refuse("it is no text: " + describe_other(mapped));
  }

  void take(std::string_view line) {
    if (table_.length == 0) find_length(line);
    if (table_.length == 0) return;
    const std::string word(line.substr(0, line.find_first_of(kBlanks)));
    if (words_.count(word) == 0 || table_.vectors.count(word) > 0) return;
    if (auto vector = vector_of(word, line); !vector.empty()) {
      table_.vectors.emplace(word, std::move(vector));
    }
  }

  /// By the first line that is no count of words and lengths; a "word" may have several parts.
  void find_length(std::string_view line) {
    const auto parts = parts_of(line);
    const bool counts = parts.size() == 2 && is_count(parts[0]) && is_count(parts[1]);
    if (parts.size() < 2 || (line_ == 1 && counts)) return;
    const auto word_end =
        std::find_if(parts.rbegin(), parts.rend() - 1, [](auto part) { return !csv_number(part); });
    table_.length = word_end - parts.rbegin();
  }

  /// Nothing where the line is that of a longer "word" that begins so, as GloVe's ". . ." does.
  std::vector<float> vector_of(const std::string& word, std::string_view line) const {
    const auto parts = parts_of(line);
    const auto wanted = static_cast<std::size_t>(table_.length) + 1;
    if (parts.size() > wanted && !csv_number(parts[1])) return {};
    if (parts.size() != wanted) {
      refuse(fmt::format("\"{}\" has {} numbers, the first word has {}", word, parts.size() - 1,
                         table_.length));
    }
    std::vector<float> vector;
    for (std::size_t i = 1; i < parts.size(); ++i) {
      const auto number = csv_number(parts[i]);
      if (!number || !std::isfinite(*number)) {
        refuse(fmt::format("number {} of \"{}\" is no finite number: \"{}\"", i, word, parts[i]));
      }
      vector.push_back(static_cast<float>(*number));
    }
    return vector;
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(Fault::bad_data,
                {"cannot read word vectors",
                 line_ == 0 ? file_.string() : fmt::format("{}:{}", file_.string(), line_),
                 {why},
                 "give a text as GloVe and word2vec write it: a word and its numbers in a line"});
  }

  const std::filesystem::path& file_;
  const std::set<std::string>& words_;
  WordTable table_;
  std::size_t line_ = 0;
};

}  // namespace

WordTable read_word_table(const std::filesystem::path& file, const std::set<std::string>& words) {
  return WordReader(file, words).read();
}

}  // namespace zeroth::formats
