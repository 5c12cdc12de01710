#include "host/base/text_table.h"

#include <doctest/doctest.h>

#include "host/base/columns.h"

using namespace zeroth::host;

namespace {

TextTable some_table() {
  return {{{"run", {"first", "second"}, 0, false},
           {"H", {"31.2", "4.0"}, 2, true},
           {"rare", {"a long value", "x"}, 20, false},
           {"seed", {"1", "22"}, 5, true}},
          {}};
}

}  // namespace

TEST_CASE("columns stand below each other, numbers to the right") {
  const FittedTable fitted = fitted_table(some_table(), 0);
  CHECK(fitted.left_out == 0);
  CHECK(fitted.text ==
        "run        H  rare          seed\n"
        "first   31.2  a long value     1\n"
        "second   4.0  x               22\n");
}

TEST_CASE("a table without titles, and one whose long cells leave room") {
  TextTable table{{{"", {"a", "b"}}, {"", {"1", "22"}}}};
  table.has_titles = false;
  CHECK(fitted_table(table, 0).text == "a  1\nb  22\n");
  table.columns[0].cells[0] = "begins " + std::string(80, 'n') + " ends";
  CHECK(fitted_table(table, 60).text ==
        "begins nnnnnnnnnnnnnnnnnnnnnn..nnnn ends  1\n"
        "b                                         22\n");
}

TEST_CASE("columns of the highest rank give way") {
  const FittedTable fitted = fitted_table(some_table(), 20);
  CHECK(fitted.left_out == 1);
  CHECK(fitted.text ==
        "run        H  seed\n"
        "first   31.2     1\n"
        "second   4.0    22\n");
  CHECK(left_out_text(1, "--csv") == "1 more column: --csv or a wider window\n");
  CHECK(left_out_text(2, "--csv") == "2 more columns: --csv or a wider window\n");
  CHECK(left_out_text(0, "--csv").empty());
}

TEST_CASE("no line is wider than there is room for") {
  TextTable table = some_table();
  table.notes = {"what is wrong with the first of these runs, at length", ""};
  table.columns.front().cells[1] = std::string(60, 'n');
  for (std::size_t width = 4; width < 120; ++width) {
    const std::string text = fitted_table(table, width).text;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      CHECK(columns_of(text.substr(begin, end - begin)) <= width);
      begin = end + 1;
    }
  }
}

TEST_CASE("nothing in a cell steers the terminal or ends the row") {
  TextTable table{{{"na\nme", {"a\tb\x1b[31m", "two\nlines"}, 0, false}}, {"note\r", ""}};
  CHECK(fitted_table(table, 0).text ==
        "na\\x0ame\n"
        "a\\x09b\\x1b[31m  note\\x0d\n"
        "two\\x0alines\n");
}

TEST_CASE("the middle of a name gives way, not its end") {
  CHECK(without_middle("2026-01-31-name-0123abcd", 24) == "2026-01-31-name-0123abcd");
  CHECK(without_middle("2026-01-31-name-0123abcd", 20) == "2026-01-3..-0123abcd");
  CHECK(without_middle("2026-01-31-name-0123abcd", 8) == "2026-0..");
  for (std::size_t width = 0; width < 12; ++width) {
    CHECK(columns_of(without_middle("многослов", width)) <= width);
  }
}
