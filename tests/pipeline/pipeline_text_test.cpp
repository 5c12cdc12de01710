#include <doctest/doctest.h>

#include "host/text/json_text.h"
#include "tests/support/working_folder.h"

using namespace zeroth::host;

namespace {

std::string text_refusal(const std::string& text) {
  return failure_of([&] { parse_json_text(text, "p.json"); });
}

std::string not_json(const std::string& where, const std::string& why) {
  return "78: error: this is not JSON\n  where  p.json:" + where +
         "\n  why    syntax error while parsing " + why +
         "\n  fix    comments are allowed, trailing commas are not";
}

}  // namespace

TEST_CASE("comments and a byte order mark are skipped, the order of keys is kept") {
  const JsonText text =
      parse_json_text("\xEF\xBB\xBF// one\n{\"b\": 1, /* two */ \"a\": [true, null]}\n", "p.json");
  CHECK(text.document.dump() == R"({"b":1,"a":[true,null]})");
}

TEST_CASE("every value has a place, whatever stands before it") {
  const JsonText text = parse_json_text(
      "{\n"
      "  \"a\": \"text\", \"n\"/*:*/ : -1.5e3/* , */,\n"
      "  // \"no\": 1,\n"
      "  \"o\": {\"x\": [1,22,\n"
      "    [], {}]},\n"
      "  \"s/t~\": {\"\": 0}, \"z\": 7}",
      "p.json");
  const std::map<std::string, std::string> expected = {
      {"", "p.json:1:1"},         {"/a", "p.json:2:8"},        {"/n", "p.json:2:27"},
      {"/o", "p.json:4:8"},       {"/o/x", "p.json:4:14"},     {"/o/x/0", "p.json:4:15"},
      {"/o/x/1", "p.json:4:17"},  {"/o/x/2", "p.json:5:5"},    {"/o/x/3", "p.json:5:9"},
      {"/s~1t~0", "p.json:6:11"}, {"/s~1t~0/", "p.json:6:16"}, {"/z", "p.json:6:25"}};
  CHECK(text.places == expected);
  for (const auto& [pointer, place] : text.places)
    CHECK(text.document.contains(Json::json_pointer(pointer)));
}

TEST_CASE("a key that occurs twice is refused, also after null and when escaped") {
  CHECK(text_refusal("{\"a\": null,\n \"a\": 2}") ==
        "78: error: the key \"a\" occurs twice\n  where  p.json:2:2\n"
        "  why    the first is at p.json:1:7\n  fix    remove one of them");
  CHECK(text_refusal(R"({"o": {"x": 1, "\u0078": 2}})") ==
        "78: error: the key \"x\" occurs twice\n  where  p.json:1:16\n"
        "  why    the first is at p.json:1:13\n  fix    remove one of them");
  CHECK(text_refusal(R"({"a/b": 1, "a": {"b": 2}})") == "nothing");
}

TEST_CASE("what is not JSON is refused with its place") {
  CHECK(text_refusal("{\"a\": 1,}") ==
        not_json("1:9", "object key - unexpected '}'; expected string literal"));
  CHECK(text_refusal("[1,\n2,]") ==
        not_json("2:3", "value - unexpected ']'; expected '[', '{', or a literal"));
  CHECK(text_refusal("{\"a\": NaN}") ==
        not_json("1:7", "value - invalid literal; last read: '\"a\": N'"));
  CHECK(text_refusal("") ==
        "78: error: the file is empty\n  where  p.json\n  fix    write a JSON value");
  CHECK(text_refusal("{\"a\"") ==
        not_json("1:5", "object separator - unexpected end of input; expected ':'"));
  CHECK(text_refusal("{} /* open") ==
        not_json("1:11",
                 "value - invalid comment; missing closing '*/'; last read: '{} /* open'; "
                 "expected end of input"));
  CHECK(text_refusal("\"\xff\"") ==
        not_json("1:2", "value - invalid string: ill-formed UTF-8 byte; last read: '\"?'"));
  CHECK(text_refusal("{\"a\": \xff}") ==
        not_json("1:7", "value - invalid literal; last read: '\"a\": ?'"));
  CHECK(
      text_refusal("[1e999]") ==
      "78: error: this is not JSON\n  where  p.json:1:6\n  why    number overflow parsing '1e999'\n"
      "  fix    comments are allowed, trailing commas are not");
}

TEST_CASE("depth and size are limited") {
  CHECK(text_refusal(std::string(100, '[') + std::string(100, ']')) == "nothing");
  CHECK(text_refusal(std::string(100000, '[')) ==
        "78: error: the document is nested too deeply\n  where  p.json:1:101\n"
        "  why    more than 100 levels");
  CHECK(text_refusal(std::string((16u << 20) + 1, ' ')) ==
        "78: error: the file is too large\n  where  p.json\n  why    more than 16 MiB");
}

TEST_CASE("a hundred thousand values take no quadratic time") {
  std::string list = "[", object = "{";
  for (int i = 0; i < 100000; ++i) {
    list += "1,\n";
    object += "\"k" + std::to_string(i) + "\":1,\n";
  }
  CHECK(parse_json_text(list + "1]", "p.json").places.at("/100000") == "p.json:100001:1");
  CHECK(parse_json_text(object + "\"k\":1}", "p.json").places.at("/k") == "p.json:100001:5");
}

TEST_CASE("files that cannot be read") {
  const WorkingFolder folder;
  CHECK(failure_of([] { read_json_text("none.json"); }) ==
        "66: error: cannot open the file\n  where  none.json\n  why    No such file or directory\n"
        "  fix    check the path");
  CHECK(failure_of([] { read_json_text("."); }) ==
        "66: error: cannot open the file\n  where  .\n  why    Is a directory\n  fix    check the "
        "path");
  CHECK(failure_of([] { read_json_text("/dev/zero"); }) ==
        "78: error: the file is too large\n  where  /dev/zero\n  why    more than 16 MiB");
}
