#include "host/text/json_text.h"

#include <doctest/doctest.h>

#include "tests/support/messages.h"

using namespace zeroth::host;

TEST_CASE("json text: comments pass and every value has a place") {
  const JsonText text = parse_json_text(
      "// head\n{\n  \"a\": 1, /* between */ \"b\": [true,\n {\"c/d\": null}]\n}\n", "x.json");
  CHECK(text.document.dump() == R"({"a":1,"b":[true,{"c/d":null}]})");
  CHECK(text.places.at("") == "x.json:2:1");
  CHECK(text.places.at("/b/0") == "x.json:3:31");
  CHECK(text.places.at("/b/1/c~1d") == "x.json:4:10");
}

TEST_CASE("json text: a key that occurs twice is an error") {
  CHECK(message_of([] { parse_json_text("{\"a\": 1,\n \"a\": 2}", "x.json"); }) ==
        "error: the key \"a\" occurs twice\n"
        "  where  x.json:2:2\n"
        "  why    the first is at x.json:1:7\n"
        "  fix    remove one of them");
}

TEST_CASE("json text: a trailing comma is named with its place") {
  const std::string message = message_of([] { parse_json_text("{\"a\": 1,}", "x.json"); });
  CHECK(message.find("error: this is not JSON\n  where  x.json:1:9\n  why    syntax error") == 0);
  CHECK(message.find("comments are allowed, trailing commas are not") != std::string::npos);
}

TEST_CASE("json text: whatever is not JSON fails cleanly") {
  for (const char* text : {"", "{", "[1", "\"\xff\"", "{\"a\" 1}", "NaN", "{\"a\": 1e999}", "/*",
                           "\"\\ud800\"", "\"\\udc00 \"", "01", "+1", "\xff\xfe{\0}"}) {
    CAPTURE(text);
    CHECK(exit_of([&] { parse_json_text(text, "x.json"); }) == Exit::bad_configuration);
  }
  CHECK(exit_of([] { parse_json_text(std::string(5000, '['), "x.json"); }) ==
        Exit::bad_configuration);
}

TEST_CASE("json text: a missing file") {
  CHECK(message_of([] { read_json_text("/nowhere/x.json"); }) ==
        "error: cannot open the file\n  where  /nowhere/x.json\n"
        "  why    No such file or directory\n  fix    check the path");
}

TEST_CASE("json text: more levels, values, bytes and longer keys than anybody needs are refused") {
  CHECK(message_of([] { parse_json_text(std::string(101, '['), "x.json"); }) ==
        "error: the document is nested too deeply\n  where  x.json:1:101\n"
        "  why    more than 100 levels");
  CHECK(message_of([] { parse_json_text("[1,\n2,3]", "x.json", 3); }) ==
        "error: the document has too many values\n  where  x.json:2:3\n  why    more than 3");
  const std::string key(1000, 'k');
  CHECK(message_of([&] { parse_json_text("{\"" + key + "\": 1}", "x.json"); }) ==
        "error: the keys that lead to this value are too long\n  where  x.json:1:2\n"
        "  why    more than 1000 bytes together");
}

TEST_CASE("json text: the parser would take a zero byte for the end") {
  CHECK(message_of([] { parse_json_text(std::string("{}\n \0 x", 7), "x.json"); }) ==
        "error: this is not JSON\n  where  x.json:2:2\n  why    a byte is zero\n"
        "  fix    the file is damaged, or in UTF-16: save it as UTF-8");
}

TEST_CASE("json text: a hundred thousand keys of one object are read at once") {
  std::string text = "{";
  for (int i = 0; i < 100'000; ++i) text += "\"k" + std::to_string(i) + "\":1,";
  text.back() = '}';
  CHECK(parse_json_text(text, "x.json").document.size() == 100'000);
}

TEST_CASE("json record: whatever is not JSON is nothing") {
  CHECK(parse_json_record("{\"a\": 1}")->at("a") == 1);
  for (const char* text : {"", "{", "{\"a\":1,\"a\":2}"}) CHECK_FALSE(parse_json_record(text));
  CHECK_FALSE(parse_json_record(std::string(5000, '[')));
}
