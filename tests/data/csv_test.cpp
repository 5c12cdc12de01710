#include <doctest/doctest.h>
#include <zeroth/formats/csv_descriptors.h>
#include <zeroth/formats/csv_text.h>

#include <cmath>

#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::formats;
using namespace zeroth::host;

namespace {

using Names = std::vector<std::string>;

Descriptors read(const std::string& text) {
  const Folder folder;
  return read_csv_descriptors(folder.write("a.csv", text));
}

std::vector<float> values(const Descriptors& one) {
  const auto size = one.values.rows() * one.values.columns();
  return {one.values.data(), one.values.data() + size};
}

}  // namespace

TEST_CASE("csv: fields in quotation marks, every line end, no empty lines") {
  const auto records = csv_records(
      "\xef\xbb\xbf"
      "a,\"b,\"\"c\"\"\nd\"\r\n\n,\r\"\",x",
      "f");
  REQUIRE(records.size() == 3);
  CHECK(records[0].fields == Names{"a", "b,\"c\"\nd"});
  CHECK(records[1].fields == Names{"", ""});
  CHECK(records[2].fields == Names{"", "x"});
  CHECK(records[2].line == 5);
  CHECK(csv_records("", "f").empty());
  const auto said = [](const char* text) { return message_of([&] { csv_records(text, "f"); }); };
  CHECK(said("a\nb\"c\n") ==
        "error: cannot read a .csv file\n  where  f:2\n"
        "  why    a quotation mark stands inside a field\n"
        "  fix    put such a field into quotation marks and double those in it");
  CHECK(said("\"a\"b").find("something follows a closing quotation mark") != std::string::npos);
  CHECK(said("\"a").find("a quotation mark is never closed") != std::string::npos);
}

TEST_CASE("csv: descriptors with and without names and header are the same") {
  const std::vector<float> wanted = {0.5F, -2, 1e3F, 4};
  for (const char* text : {"0.5,-2\n1e3,+4\n", "x,y\n.5,-2.0\n1000, 4 \n", "0.5,-2\r\n1E3,4"}) {
    CHECK(values(read(text)) == wanted);
    CHECK(read(text).class_names.empty());
  }
  for (const char* text : {"crow,0.5,-2\nowl,1e3,4\n", "name,x,y\ncrow,0.5,-2\nowl,1e3,4\n",
                           ",0,1\ncrow,0.5,-2\nowl,1e3,4\n"}) {
    CHECK(values(read(text)) == wanted);
    CHECK(read(text).class_names == Names{"crow", "owl"});
  }
}

TEST_CASE("csv: what pandas writes by itself is no descriptor") {
  CHECK(values(read(",0,1\n0,5,6\n1,7,8\n")) == std::vector<float>{5, 6, 7, 8});
  CHECK(values(read("0,1,2\n5,6,7\n")) == std::vector<float>{5, 6, 7});
  CHECK(values(read("0,5\n1,7\n2,9\n")) == std::vector<float>{5, 7, 9});  // counts its lines
  CHECK(std::isnan(read("a,\nb,2\n").values.data()[0]));
}
