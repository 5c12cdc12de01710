#include "host/base/json.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

namespace {

/// What nlohmann says of a number that should be a text, path included.
std::string complaint(const Json& document) {
  try {
    document.at("held").at("inner").get<std::string>();
  } catch (const Json::exception& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("json: members keep their order, and know who holds them after any change") {
  Json document = {{"first", 1}, {"held", {{"inner", 2}}}};
  merge_into(document, {{"first", 3}, {"third", {{"x", 1}}}, {"fourth", Json::array({1})}});
  CHECK(document.dump() == R"({"first":3,"held":{"inner":2},"third":{"x":1},"fourth":[1]})");
  const Json shorter = without(document, "first"), copy = shorter;
  CHECK(copy.dump() == R"({"held":{"inner":2},"third":{"x":1},"fourth":[1]})");
  CHECK(without(copy, "absent") == copy);
  for (const Json& one : {document, shorter, copy}) {
    CHECK(complaint(one).find("(/held/inner)") != std::string::npos);
  }
}
