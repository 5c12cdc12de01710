#include "host/text/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/base/read_failure.h"

namespace zeroth::host {
namespace {

/// Where the parser is. Shared by all copies of the iterator that it reads through.
struct Cursor {
  const char* text = nullptr;
  std::size_t position = 0;
};

/// Walks over the text and tells how far the parser has come.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(Cursor* cursor, std::size_t position) : cursor_(cursor), position_(position) {}
  reference operator*() const { return cursor_->text[position_]; }
  CountingIterator& operator++() {
    cursor_->position = ++position_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return position_ == other.position_; }
  bool operator!=(const CountingIterator& other) const { return position_ != other.position_; }

 private:
  Cursor* cursor_;
  std::size_t position_;
};

/// Builds the document from the parser's events and notes where each value stands.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Builder(const std::string& text, std::string file, const Cursor& cursor, std::size_t most_values)
      : text_(text),
        file_(std::move(file)),
        cursor_(cursor),
        most_values_(most_values),
        consumed_(text.compare(0, 3, "\xEF\xBB\xBF") == 0 ? 3 : 0) {}

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add_number(value); }
  bool number_unsigned(number_unsigned_t value) override { return add_number(value); }
  bool number_float(number_float_t value, const string_t&) override { return add_number(value); }
  bool string(string_t& value) override { return add(value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(/*array=*/false); }
  bool start_array(std::size_t) override { return open(/*array=*/true); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    const std::string where = place(next_token());
    consumed_ = cursor_.position;
    level.child = child_pointer(level.pointer, name);
    check_pointer(level.child, where);
    level.key = std::move(name);
    if (const auto first = result_.places.find(level.child); first != result_.places.end()) {
      fail(fmt::format("the key \"{}\" occurs twice", level.key),
           "the first is at " + first->second, "remove one of them", where);
    }
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    fail("this is not JSON", cause_of(error), "comments are allowed, trailing commas are not",
         place(position > 0 ? position - 1 : 0));
  }

  JsonText take() { return std::move(result_); }

 private:
  /// A container that is still open. Its values join the document only when it closes: with
  /// JSON_DIAGNOSTICS every insertion into a Json visits all that it already holds.
  struct Level {
    bool array;
    std::string pointer;
    Json::array_t elements;
    Json::object_t members;
    std::string key, child;  ///< name and pointer of the member that comes next
  };

  /// The library's words without its own tags, and without the bytes that are not UTF-8.
  static std::string cause_of(const std::exception& error) {
    std::string cause = error.what();
    auto start = cause.find("syntax error");
    if (start == std::string::npos) start = cause.find("] ") + 2;
    cause.erase(0, start);
    if (!is_utf8(cause)) {
      const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
      std::replace_if(cause.begin(), cause.end(), std::not_fn(is_ascii), '?');
    }
    return cause;
  }

  /// Where the token starts that the parser has just read: behind what separates it from the one
  /// before. The parser itself tells only how far it has come.
  std::size_t next_token() const {
    std::size_t at = consumed_;
    while (at < text_.size()) {
      if (text_[at] != '/') {
        if (!std::strchr(" \t\r\n,:", text_[at])) break;
        ++at;
      } else if (text_.compare(at, 2, "//") == 0) {
        at = std::min(text_.find('\n', at), text_.size());
      } else {
        at = text_.find("*/", at + 2) + 2;
      }
    }
    return at;
  }

  /// "file:line:col" of a position that is not before the last one asked for.
  std::string place(std::size_t at) {
    for (; marked_ < std::min(at, text_.size()); ++marked_) {
      column_ = text_[marked_] == '\n' ? 1 : column_ + 1;
      line_ += text_[marked_] == '\n';
    }
    return fmt::format("{}:{}:{}", file_, line_, column_);
  }

  static void check_pointer(const std::string& pointer, const std::string& where) {
    if (pointer.size() <= kLongestPointer) return;
    fail("the keys that lead to this value are too long",
         fmt::format("more than {} bytes together", kLongestPointer), "", where);
  }

  [[noreturn]] static void fail(std::string what, std::string why, std::string fix,
                                std::string where) {
    throw Failure(Exit::bad_configuration,
                  {std::move(what), std::move(where), {std::move(why)}, std::move(fix)});
  }

  /// Notes where the value starts that the parser has just met.  @return its pointer.
  std::string note_place() {
    const std::size_t start = next_token();
    consumed_ = cursor_.position;
    std::string pointer;
    if (!levels_.empty()) {
      const Level& level = levels_.back();
      pointer = level.array ? child_pointer(level.pointer, std::to_string(level.elements.size()))
                            : level.child;
    }
    std::string where = place(start);
    check_pointer(pointer, where);
    if (result_.places.size() == most_values_) {
      fail("the document has too many values", fmt::format("more than {}", most_values_), "",
           std::move(where));
    }
    result_.places[pointer] = std::move(where);
    return pointer;
  }

  void insert(Json value) {
    if (levels_.empty()) {
      result_.document = std::move(value);
    } else if (Level& level = levels_.back(); level.array) {
      level.elements.push_back(std::move(value));
    } else {
      level.members.emplace_back(std::move(level.key), std::move(value));
    }
  }

  bool add(Json value) {
    note_place();
    insert(std::move(value));
    return true;
  }

  /// The parser knows the end of a number only from the character behind it.
  bool add_number(Json value) {
    const std::size_t start = next_token();
    add(std::move(value));
    consumed_ = std::min(text_.find_first_not_of("+-.0123456789eE", start), text_.size());
    return true;
  }

  bool open(bool array) {
    if (levels_.size() == kDeepestJson) {
      fail("the document is nested too deeply", fmt::format("more than {} levels", kDeepestJson),
           "", place(next_token()));
    }
    std::string pointer = note_place();
    levels_.push_back({array, std::move(pointer), {}, {}, "", ""});
    return true;
  }

  bool close() {
    Level level = std::move(levels_.back());
    levels_.pop_back();
    insert(level.array ? Json(std::move(level.elements)) : Json(std::move(level.members)));
    consumed_ = cursor_.position;
    return true;
  }

  const std::string& text_;
  std::string file_;
  const Cursor& cursor_;
  std::size_t most_values_;
  std::size_t consumed_;
  std::size_t marked_ = 0, line_ = 1, column_ = 1;
  JsonText result_;
  std::vector<Level> levels_;
};

/// The parser takes a zero byte for the end and would believe what stands before it.
[[noreturn]] void refuse_zero(const std::string& text, const std::string& file, std::size_t zero) {
  const auto start = text.begin();
  const auto at = start + static_cast<std::ptrdiff_t>(zero);
  const auto line = std::count(start, at, '\n') + 1;
  const auto newline = text.rfind('\n', zero);
  const std::size_t column = newline == std::string::npos ? zero + 1 : zero - newline;
  throw Failure(Exit::bad_configuration, {"this is not JSON",
                                          fmt::format("{}:{}:{}", file, line, column),
                                          {"a byte is zero"},
                                          "the file is damaged, or in UTF-16: save it as UTF-8"});
}

}  // namespace

bool is_utf8(const std::string& text) {
  try {
    (void)Json(text).dump();
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

std::string child_pointer(const std::string& pointer, const std::string& key) {
  std::string escaped;
  for (const char c : key) {
    if (c == '~')
      escaped += "~0";
    else if (c == '/')
      escaped += "~1";
    else
      escaped += c;
  }
  return pointer + "/" + escaped;
}

std::size_t levels_of(const std::string& pointer) {
  return static_cast<std::size_t>(std::count(pointer.begin(), pointer.end(), '/'));
}

JsonText parse_json_text(const std::string& text, const std::string& file,
                         std::size_t most_values) {
  if (text.empty()) {
    throw Failure(Exit::bad_configuration, {"the file is empty", file, {}, "write a JSON value"});
  }
  if (text.size() > kLargestJson) {
    throw Failure(Exit::bad_configuration,
                  {"the file is too large", file, {"more than 16 MiB"}, ""});
  }
  if (const auto zero = text.find('\0'); zero != std::string::npos) refuse_zero(text, file, zero);
  Cursor cursor{text.data(), 0};
  Builder builder(text, file, cursor, most_values);
  Json::sax_parse(CountingIterator(&cursor, 0), CountingIterator(&cursor, text.size()), &builder,
                  nlohmann::detail::input_format_t::json, /*strict=*/true,
                  /*ignore_comments=*/true);
  return builder.take();
}

JsonText read_json_text(const std::string& file, std::size_t most_values) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (std::filesystem::is_directory(file)) errno = EISDIR;
  if (!stream || errno == EISDIR) {
    throw Failure(Exit::no_input,
                  {"cannot open the file", file, {std::strerror(errno)}, "check the path"});
  }
  // In pieces, since a device or a pipe has no size that could be asked for.
  std::string text;
  std::vector<char> piece(1 << 16);
  while (text.size() <= kLargestJson && stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
  }
  expect_readable(stream, file);
  return parse_json_text(text, file, most_values);
}

std::optional<Json> parse_json_record(const std::string& text, std::size_t most_values) {
  try {
    return parse_json_text(text, "", most_values).document;
  } catch (const Failure&) {
    return std::nullopt;
  }
}

}  // namespace zeroth::host
