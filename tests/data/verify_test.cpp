#include <iostream>

#include "host/read/verify_data.h"
#include "tests/data/readers.h"
#include "tests/data/small_data.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

DataReport verify(const std::filesystem::path& path, const std::string& splits = "") {
  const Json params = splits.empty() ? Json::object() : Json{{"splits", splits}};
  return verify_path(path.string(), params);
}

Json fact(const DataReport& report, const std::string& name) {
  return report.to_json().at("facts").at(name);
}

}  // namespace

TEST_CASE("verify: a directory, found by content") {
  const Folder folder;
  SmallData small;
  small.val = {1, 2};
  small.write(folder.path());
  const DataReport report = verify(folder.path());
  const std::string text = report.to_text();
  const std::string hash = fact(report, "hash").get<std::string>();
  CHECK(hash.size() == 32);
  CHECK(
      text ==
      "rows                 30\n"
      "features D           2\n"
      "feature range        0 to 7.25\n"
      "classes C            6\n"
      "class names          6\n"
      "seen S               4\n"
      "unseen U             2\n"
      "attributes d         3\n"
      "trainval             16\n"
      "test_seen            4\n"
      "test_unseen          10\n"
      "hash                 " +
          hash +
          "\n"
          "attribute norms      0.1242 to 1.542\n"
          "negative attributes  0\n"
          "warning: 1 of the 2 rows of val_loc are test_seen rows: whoever tunes on val_loc as it "
          "stands trains on the test set. Zeroth uses only its classes.\n");
  CHECK(report.to_json().at("schema_version") == 1);
}

TEST_CASE("verify: one file, and what cannot be verified") {
  const Folder folder;
  SmallData().write(folder.path());
  CHECK(verify(folder / "res101.mat").to_text() ==
        "features             single [2,30]\nlabels               double [30,1]\n");
  std::filesystem::remove(folder / "att_splits.mat");
  CHECK(message_of([&] { verify(folder.path()); }) ==
        "error: no MATLAB file here has \"att\"\n  where  " + folder.path().string() +
            "\n  why    1 .mat files were looked at\n  fix    give the directory of a data set");
  const std::string empty = folder.write("empty.mat", "");
  CHECK(exit_of([&] { verify(empty); }) == Exit::bad_data);
  CHECK(exit_of([&] { verify(folder / "nothing"); }) == Exit::no_input);
}

TEST_CASE("verify: the real data sets' published counts") {
  const std::filesystem::path shared = ZEROTH_TEST_SHARED "/data";
  if (!std::filesystem::exists(shared / "CUB")) {
    std::cout << "skipped: the real data are not in " << shared << "\n";
    return;
  }
  const DataReport cub = verify(shared / "CUB", "att_splits.mat");
  CHECK(fact(cub, "rows") == 11788);
  CHECK(fact(cub, "features D") == 1000);
  CHECK(fact(cub, "trainval") == 7057);
  CHECK(fact(cub, "test_seen") == 1764);
  CHECK(fact(cub, "test_unseen") == 2967);
  CHECK(fact(cub, "seen S") == 150);
  CHECK(cub.warnings.at(0).rfind("1173 of the 5875 rows of train_loc", 0) == 0);
  CHECK(cub.warnings.at(1).rfind("591 of the 2946 rows of val_loc", 0) == 0);
  CHECK(fact(verify(shared / "CUB", "sent_splits.mat"), "attributes d") == 1024);
}
