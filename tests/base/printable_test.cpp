#include "host/base/printable.h"

#include <doctest/doctest.h>

#include "host/base/json.h"
#include "host/base/problem.h"

using namespace zeroth::host;

TEST_CASE("printable: text of any script stays, with its lines") {
  const std::string text = "plain\ttext\nZürich, 日本語, 🦊";
  CHECK(printable(text) == text);
}

TEST_CASE("printable: whatever steers a terminal is shown instead") {
  CHECK(printable("\x1b[31mred\x1b]0;title\x07") == "\\x1b[31mred\\x1b]0;title\\x07");
  CHECK(printable("over\rwritten\b\x7f") == "over\\x0dwritten\\x08\\u007f");
  CHECK(printable("\xc2\x9b"
                  "31m") == "\\u009b31m");
  CHECK(printable(std::string("a\0b", 3)) == "a\\x00b");
}

TEST_CASE("printable: marks that turn the direction of writing are shown") {
  CHECK(printable("\xe2\x80\xae"
                  "gpj.exe\xe2\x81\xa9") == "\\u202egpj.exe\\u2069");
}

TEST_CASE("printable: bytes that are not UTF-8 are shown one by one") {
  CHECK(printable("\x9b") == "\\x9b");
  CHECK(printable("a\xff\xc3") == "a\\xff\\xc3");
  CHECK(printable("\xc0\xaf\xed\xa0\x80") == "\\xc0\\xaf\\xed\\xa0\\x80");
}

TEST_CASE("printable: a name stays in its line") {
  CHECK(printable_line("a\nerror: b\tc") == "a\\x0aerror: b\\x09c");
}

TEST_CASE("printable: JSON stays JSON of the same value") {
  const Json value = {{"name", "\x1b[31m \x7f \xc2\x9b \xe2\x80\xae"}};
  const std::string text = printable(value.dump());
  CHECK(text == "{\"name\":\"\\u001b[31m \\u007f \\u009b \\u202e\"}");
  CHECK(Json::parse(text) == value);
}

TEST_CASE("shortened: never within a character") {
  CHECK(shortened("short", 5) == "short");
  CHECK(shortened("Zürich", 2) == "Z...");
}

TEST_CASE("a problem shows no escape sequence, and no more than fits") {
  CHECK(render({"no \x1b[2J", "\x1b.json:1:1", {"\x1b"}, "\x1b"}) ==
        "error: no \\x1b[2J\n  where  \\x1b.json:1:1\n  why    \\x1b\n  fix    \\x1b");
  CHECK(render({std::string(1 << 20, 'x'), "", {}, ""}).size() < 20'000);
  const Failure many(Exit::bad_configuration, std::vector<Problem>(60, {"wrong", "", {}, ""}));
  const std::string text = many.what();
  CHECK(text.substr(text.rfind('\n') + 1) == "error: and 10 more like these");
}
