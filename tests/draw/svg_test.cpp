#include "host/draw/svg.h"

#include <doctest/doctest.h>

#include "host/draw/data_uri.h"
#include "host/draw/html_page.h"

using namespace zeroth::host;

TEST_CASE("markup: nothing from outside can end an element or an attribute") {
  CHECK(markup("a < b & \"c\" > d") == "a &lt; b &amp; &quot;c&quot; &gt; d");
  CHECK(markup("caf\xC3\xA9 \xE2\x86\x92 \xF0\x9F\x90\xBB") ==
        "caf\xC3\xA9 \xE2\x86\x92 \xF0\x9F\x90\xBB");
}

TEST_CASE("markup: what no reader of XML takes becomes U+FFFD") {
  const std::string replaced = "\xEF\xBF\xBD";
  CHECK(markup(std::string("a\0b\x1F", 4)) == "a" + replaced + "b" + replaced);
  CHECK(markup("caf\xE9") == "caf" + replaced);                     // Latin-1, cut short
  CHECK(markup("\xC0\x80") == replaced + replaced);                 // longer than need be
  CHECK(markup("\xED\xA0\x80") == replaced + replaced + replaced);  // half a pair of UTF-16
  CHECK(markup("\xF4\x90\x80\x80") == replaced + replaced + replaced + replaced);  // beyond Unicode
}

TEST_CASE("drawn numbers are short") {
  CHECK(drawn_number(3) == "3");
  CHECK(drawn_number(0.5) == "0.5");
  CHECK(drawn_number(-0.001) == "0");
  CHECK(drawn_number(2.0 / 3) == "0.67");
  CHECK(drawn_number(1234.5678) == "1234.57");
}

TEST_CASE("a drawing and one within it") {
  Svg inner(10, 20, "in <it>");
  inner.add("rect", {{"x", 1}, {"fill", "#\"x"}});
  Svg outer(30, 40.5, "all");
  outer.add(inner, 3, 4);
  outer.add_text("a&b", {{"y", 0.25}});
  const std::string head = "xmlns=\"http://www.w3.org/2000/svg\"";
  const std::string font = " role=\"img\" font-family=\"sans-serif\" font-size=\"12\">\n";
  CHECK(outer.element() ==
        "<svg " + head + " width=\"30\" height=\"40.5\" viewBox=\"0 0 30 40.5\"" + font +
            "<title>all</title>\n<svg " + head +
            " x=\"3\" y=\"4\" width=\"10\" height=\"20\" viewBox=\"0 0 10 20\"" + font +
            "<title>in &lt;it&gt;</title>\n"
            "<rect x=\"1\" fill=\"#&quot;x\"/>\n</svg>\n"
            "<text y=\"0.25\">a&amp;b</text>\n</svg>\n");
  CHECK(outer.file() == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + outer.element());
}

TEST_CASE("image files as data URIs: base64 with every padding, and only what browsers show") {
  CHECK(image_data_uri("\x89PNG\r") == "data:image/png;base64,iVBORw0=");
  CHECK(image_data_uri("\x89PNG\r\n") == "data:image/png;base64,iVBORw0K");
  CHECK(image_data_uri("\x89PNG") == "data:image/png;base64,iVBORw==");
  CHECK(image_data_uri("\xFF\xD8\xFF\xE0") == "data:image/jpeg;base64,/9j/4A==");
  CHECK(image_data_uri("BMx") == "data:image/bmp;base64,Qk14");
  CHECK(image_data_uri("RIFF....WEBPx").rfind("data:image/webp;base64,", 0) == 0);
  for (const char* other : {"", "RIFF", "RIFF....WAVEx", "II*tiff", "plain text"}) {
    CHECK(image_data_uri(other).empty());
  }
}

TEST_CASE("a page and a table") {
  CHECK(
      html_table({"a<"}, {{"1"}, {"&"}}) ==
      "<table>\n<tr><th>a&lt;</th></tr>\n<tr><td>1</td></tr>\n<tr><td>&amp;</td></tr>\n</table>\n");
  const std::string page = html_page("A & B", "<p>x</p>");
  CHECK(page.rfind("<!DOCTYPE html>\n", 0) == 0);
  CHECK(page.find("<title>A &amp; B</title>") != std::string::npos);
  CHECK(page.find("<h1>A &amp; B</h1>\n<p>x</p></body></html>\n") != std::string::npos);
}
