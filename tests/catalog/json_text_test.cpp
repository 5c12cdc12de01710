#include "host/catalog/json_text.h"

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
  for (const char* text : {"", "{", "[1", "\"\xff\"", "{\"a\" 1}", "NaN", "{\"a\": 1e999}", "/*"}) {
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
