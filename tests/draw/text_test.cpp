#include <doctest/doctest.h>

#include "host/draw/clean_text.h"
#include "host/draw/latex_text.h"
#include "host/draw/text_width.h"

using namespace zeroth::host;

TEST_CASE("texts in one line, of characters that whoever draws them knows") {
  CHECK(clean_line("a\tb\nc\x01") == "a b c\xEF\xBF\xBD");
  CHECK(characters_of("a\xC3\xA9\xF0\x9F\x90\xBB") ==
        std::vector<std::string>{"a", "\xC3\xA9", "\xF0\x9F\x90\xBB"});
}

TEST_CASE("texts in so much room") {
  CHECK(text_width("0", 10) == doctest::Approx(6.36));
  CHECK(text_width("", 10) == 0);
  CHECK(cut_to_width("abc", 10, 100) == "abc");
  const std::string cut = cut_to_width("a long name of a class", 10, 60);
  CHECK(cut.substr(cut.size() - 3) == "\xE2\x80\xA6");
  CHECK(text_width(cut, 10) <= 60);
  CHECK(lines_within("", 10, 60).empty());
  const auto lines = lines_within("two words and\nsome more averyveryverylongword", 10, 60);
  CHECK(lines.size() == 4);
  for (const std::string& line : lines) CHECK(text_width(line, 10) <= 60);
}

TEST_CASE("texts for LaTeX: nothing of them is a command") {
  CHECK(latex_text("a_b & 50% #1 {x} ~ ^ \\input{y} $z$") ==
        "a\\_b \\& 50\\% \\#1 \\{x\\} \\textasciitilde{} \\textasciicircum{} "
        "\\textbackslash{}input\\{y\\} \\$z\\$");
  CHECK(latex_text("[1] a--b a-b") == "{[}1{]} a-{}-b a-b");
  CHECK(latex_text("M\xC3\xBCller \xC2\xB1 \xE7\x8B\x90 \xC3\x90\n") ==
        "M\xC3\xBCller $\\pm$ ? ? ");
  CHECK(latex_text("\xFF") == "?");
}
