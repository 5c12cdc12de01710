#include <ATen/core/Tensor.h>
#include <doctest/doctest.h>

#include <filesystem>

#include "host/report/report_folder.h"
#include "tests/support/working_folder.h"

using namespace zeroth::host;

namespace {

constexpr const char* kRefused = "73: error: there is something already\n  where  out\n  why    ";
constexpr const char* kFix = "\n  fix    give another place with --out, or remove it";

std::string written(const ReportFiles& files) {
  return failure_of([&] { write_report_folder("out", files, {{"zeroth_report", 1}}); });
}

}  // namespace

TEST_CASE("a report replaces an earlier one and nothing else") {
  const WorkingFolder folder;
  CHECK(written({{"tables/a.md", "a"}, {"b", ""}}) == "nothing");
  CHECK(content_of("out/tables/a.md") == "a");
  CHECK(Json::parse(content_of("out/report.json")).at("files") == Json({"b", "tables/a.md"}));
  CHECK(written({{"c", "c"}}) == "nothing");
  CHECK(!std::filesystem::exists("out/b"));
  CHECK(content_of("out/c") == "c");
  folder.write("out/mine.txt", "");
  CHECK(written({}) == std::string(kRefused) + "mine.txt in it is of no report" + kFix);
  CHECK(content_of("out/c") == "c");
  std::filesystem::remove("out/mine.txt");
  folder.write("out/report.json", "{\"zeroth_report\": 1");
  CHECK(written({}) == std::string(kRefused) + "it is no earlier report" + kFix);
}

TEST_CASE("a folder, a file and a link that are no report stay") {
  const WorkingFolder folder;
  folder.write("out", "text");
  CHECK(written({}) == std::string(kRefused) + "it is no earlier report" + kFix);
  std::filesystem::remove("out");
  std::filesystem::create_directory("out");
  CHECK(written({}) == std::string(kRefused) + "it is no earlier report" + kFix);
  std::filesystem::rename("out", "elsewhere");
  std::filesystem::create_directory_symlink("elsewhere", "out");
  CHECK(written({}) != "nothing");
  CHECK(std::filesystem::is_symlink("out"));
}
