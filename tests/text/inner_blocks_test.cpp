#include "host/text/inner_blocks.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

namespace {

std::string innermost(const char* block) { return innermost_reader(Json::parse(block)); }

}  // namespace

TEST_CASE("the reader of the files stands in the block, or where others that wrap it end") {
  CHECK(innermost(R"({"use": "data.npy", "params": {"root": "x"}})").empty());
  CHECK(innermost(R"({"use": "data.a", "reader": {"use": "data.npy"}})") == "/reader");
  CHECK(innermost(R"({"use": "data.a", "x/y": {"use": "data.b", "of": {"use": "data.npy"}}})") ==
        "/x~1y/of");
  CHECK(
      innermost(R"({"use": "data.a", "first": {"use": "data.npy"}, "other": {"use": "data.npy"}})")
          .empty());
  CHECK(innermost(R"({"use": "data.a", "net": {"use": "expert.dan"}, "reader": null})").empty());
  CHECK(innermost("3").empty());
  CHECK(innermost_reader_path({{"use", "data.npy"}}) == "data");
  CHECK(innermost_reader_path({{"use", "data.a"}, {"reader", {{"use", "data.npy"}}}}) ==
        "data.reader");
}
