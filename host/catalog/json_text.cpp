#include "host/catalog/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kLargestText = 16u << 20;
constexpr std::size_t kDeepest = 100;

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
  Builder(const std::string& text, std::string file, const Cursor& cursor)
      : text_(text), file_(std::move(file)), cursor_(cursor) {}

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add_number(value); }
  bool number_unsigned(number_unsigned_t value) override { return add_number(value); }
  bool number_float(number_float_t value, const string_t&) override { return add_number(value); }
  bool string(string_t& value) override { return add(value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    level.key = name;
    if (level.value->contains(name)) {
      fail(fmt::format("the key \"{}\" occurs twice", name),
           "the first is at " + result_.places[child_pointer(level.pointer, name)],
           "remove one of them");
    }
    token_end_ = cursor_.position;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    token_end_ = position > 0 ? std::min(position - 1, text_.size()) : 0;
    const std::string what = error.what();
    const auto start = what.find("syntax error");
    fail("this is not JSON", start == std::string::npos ? what : what.substr(start),
         "comments are allowed, trailing commas are not");
  }

  JsonText take() { return std::move(result_); }

 private:
  struct Level {
    Json* value;
    std::string pointer;
    std::string key;
  };

  /// Start of the token that the parser has just read: the first character after the token before
  /// it that is neither white space, punctuation between values, nor comment.
  std::size_t token_start() const {
    std::size_t at = token_end_;
    while (at < text_.size()) {
      if (std::strchr(" \t\r\n,:", text_[at])) {
        ++at;
      } else if (text_.compare(at, 2, "//") == 0) {
        at = text_.find('\n', at);
      } else if (text_.compare(at, 2, "/*") == 0) {
        const std::size_t end = text_.find("*/", at + 2);
        at = end == std::string::npos ? end : end + 2;
      } else {
        break;
      }
    }
    return std::min(at, text_.size());
  }

  /// "file:line:col" of that token.
  std::string place() const {
    std::size_t line = 1, column = 1;
    for (std::size_t i = 0, end = token_start(); i < end; ++i) {
      column = text_[i] == '\n' ? 1 : column + 1;
      line += text_[i] == '\n';
    }
    return fmt::format("{}:{}:{}", file_, line, column);
  }

  [[noreturn]] void fail(std::string what, std::string why, std::string fix) const {
    throw Failure(Exit::bad_configuration,
                  {std::move(what), place(), {std::move(why)}, std::move(fix)});
  }

  Json* insert(Json value) {
    if (levels_.empty()) {
      result_.document = std::move(value);
      result_.places[""] = place();
      return &result_.document;
    }
    Level& level = levels_.back();
    const bool array = level.value->is_array();
    const std::string key = array ? std::to_string(level.value->size()) : level.key;
    result_.places[child_pointer(level.pointer, key)] = place();
    if (array) return &level.value->emplace_back(std::move(value));
    return &((*level.value)[key] = std::move(value));
  }

  bool add(Json value) {
    insert(std::move(value));
    token_end_ = cursor_.position;
    return true;
  }

  /// The parser knows the end of a number only from the character behind it.
  bool add_number(Json value) {
    add(std::move(value));
    if (token_end_ < text_.size()) --token_end_;
    return true;
  }

  bool open(Json container) {
    if (levels_.size() == kDeepest) {
      fail("the document is nested too deeply", fmt::format("more than {} levels", kDeepest), "");
    }
    std::string pointer;
    if (!levels_.empty()) {
      const Level& level = levels_.back();
      pointer = child_pointer(level.pointer, level.value->is_array()
                                                 ? std::to_string(level.value->size())
                                                 : level.key);
    }
    Json* value = insert(std::move(container));
    levels_.push_back({value, pointer, ""});
    token_end_ = cursor_.position;
    return true;
  }

  bool close() {
    levels_.pop_back();
    token_end_ = cursor_.position;
    return true;
  }

  const std::string& text_;
  std::string file_;
  const Cursor& cursor_;
  std::size_t token_end_ = 0;  ///< just behind the token before the current one
  JsonText result_;
  std::vector<Level> levels_;
};

}  // namespace

std::string child_pointer(const std::string& pointer, const std::string& key) {
  std::string escaped;
  for (const char c : key) {
    if (c == '~') escaped += "~0";
    else if (c == '/') escaped += "~1";
    else escaped += c;
  }
  return pointer + "/" + escaped;
}

JsonText parse_json_text(const std::string& text, const std::string& file) {
  if (text.size() > kLargestText) {
    throw Failure(Exit::bad_configuration,
                  {"the file is too large", file, {"more than 16 MiB"}, ""});
  }
  Cursor cursor{text.data(), 0};
  Builder builder(text, file, cursor);
  Json::sax_parse(CountingIterator(&cursor, 0), CountingIterator(&cursor, text.size()), &builder,
                  nlohmann::detail::input_format_t::json, /*strict=*/true,
                  /*ignore_comments=*/true);
  return builder.take();
}

JsonText read_json_text(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (stream) text << stream.rdbuf();
  if (!stream) {
    throw Failure(Exit::no_input,
                  {"cannot open the file", file, {std::strerror(errno)}, "check the path"});
  }
  return parse_json_text(text.str(), file);
}

}  // namespace zeroth::host
