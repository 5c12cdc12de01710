#include "host/data/checks.h"

#include "host/data/content_hash.h"
#include "host/data/task.h"
#include "tests/data/readers.h"
#include "tests/data/small_data.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth;
using namespace zeroth::host;

namespace {

DataSet load(const SmallData& small, const Folder& folder) {
  small.write(folder.path());
  return load_data(SmallData::block(folder.path()));
}

/// What is said of a data set after `spoil`; the folder's name reads FOLDER.
template <class Spoil>
std::string said_of(Spoil&& spoil) {
  const Folder folder;
  SmallData small;
  spoil(small);
  std::string message = message_of([&] { load(small, folder); });
  const std::string name = folder.path().string();
  for (auto at = message.find(name); at != std::string::npos; at = message.find(name)) {
    message.replace(at, name.size(), "FOLDER");
  }
  return message;
}

}  // namespace

TEST_CASE("checks: a good data set passes, whole or empty val") {
  CHECK(said_of([](SmallData&) {}).empty());
  CHECK(said_of([](SmallData& d) { d.val = {11, 12}; }).empty());
}

TEST_CASE("checks: each problem in its own words") {
  const std::string fetch = "\n  fix    features and splits must come from the same data set";
  CHECK(said_of([](SmallData& d) { d.features[7] = d.features[9] = NAN; }) ==
        "error: features hold numbers that are not finite\n  where  FOLDER\n"
        "  why    2 of them, the first in row 4 (trainval), column 2\n"
        "  fix    leave those rows out of the splits, or extract their features again");
  CHECK(said_of([](SmallData& d) { d.att[4] = INFINITY; }) ==
        "error: attributes hold numbers that are not finite\n  where  FOLDER\n"
        "  why    1 of them, the first in class 2 (b), attribute 2\n"
        "  fix    give descriptors of those classes, or leave their rows out of the splits");
  CHECK(said_of([](SmallData& d) { d.val = {31}; }) ==
        "error: a split names a row that does not exist\n  where  FOLDER\n"
        "  why    val has row 31, the features have 30 rows" +
            fetch);
  CHECK(said_of([](SmallData& d) { d.test_seen.push_back(0); }) ==
        "error: a split names a row that does not exist\n  where  FOLDER\n"
        "  why    test_seen has row 0, the features have 30 rows\n"
        "  fix    test_seen has a 0: MATLAB counts from 1, these seem to count from 0");
  CHECK(said_of([](SmallData& d) { d.names.pop_back(); }) ==
        "error: attributes and class names do not fit\n  where  FOLDER\n"
        "  why    descriptors for 6 classes, 5 class names");
  CHECK(said_of([](SmallData& d) { d.att.resize(3 * 7); }) ==
        "error: attributes and class names do not fit\n  where  FOLDER\n"
        "  why    descriptors for 7 classes, 6 class names");
  CHECK(said_of([](SmallData& d) { d.trainval.push_back(d.test_seen[0]); }) ==
        "error: splits overlap\n  where  FOLDER\n"
        "  why    trainval and test_seen share 1 rows, the first is 1\n"
        "  fix    a test row must not be trained on, and not be tested twice");
}

TEST_CASE("checks: all problems at once") {
  const std::string message = said_of([](SmallData& d) {
    d.labels[4] = 99;
    d.trainval.clear();
    d.features.insert(d.features.end(), {0, 0});
  });
  CHECK(message ==
        "error: features and labels do not fit\n  where  FOLDER\n"
        "  why    31 feature rows, 30 labels\n\n"
        "error: a label is out of range\n  where  FOLDER\n"
        "  why    row 5 has class 99, but there are descriptors for classes 1 to 6\n"
        "  fix    labels and attributes must come from the same data set\n\n"
        "error: a split is empty\n  where  FOLDER\n  why    trainval has no rows, or is missing\n"
        "  fix    nothing can be learned without training rows");
}

TEST_CASE("validation: one seen class cannot play both parts") {
  const Folder folder;
  DataSet data = load({}, folder);
  data.splits.trainval = {1, 2, 3};
  CHECK(message_of([&] { validation_task(data, {}); }) ==
        "error: validation needs at least two seen classes\n  where  /data\n"
        "  why    one of them plays the unseen class\n"
        "  fix    use the protocol \"final-epoch\"");
  data.splits.trainval = {1, 2, 11, 12};
  const Task task = validation_task(data, {0.2, 0.9, 0});
  CHECK(task.seen.size() == 1);
  CHECK(task.unseen.size() == 1);
}

TEST_CASE("shape: from the files without their features, else from the pipeline") {
  const Folder folder;
  Json block = SmallData::block(folder.path());
  CHECK(!sizes_of(block));
  block["params"]["shape"] = {2048, 312, 200, 150, 50, 7057};
  CHECK(sizes_of(block)->features == 2048);
  CHECK(sizes_of(block)->train_rows == 7057);
  SmallData small;
  small.write(folder.path());
  const auto shape = sizes_of(block);
  REQUIRE(shape);
  CHECK(shape->features == 2);
  CHECK(shape->attributes == 3);
  CHECK(shape->classes == 6);
  CHECK(shape->seen == 4);
  CHECK(shape->unseen == 2);
  CHECK(shape->train_rows == 16);
  small.labels[4] = 99;
  small.write(folder.path());
  CHECK(exit_of([&] { sizes_of(block); }) == Exit::bad_data);
}

TEST_CASE("hash: of the content, not of the storage") {
  const Folder one, other;
  SmallData small;
  const std::string hash = content_hash(load(small, one));
  CHECK(hash.size() == 32);
  CHECK(content_hash(load(small, other)) == hash);
  const auto differs = [&](auto&& change) {
    SmallData changed;
    change(changed);
    return content_hash(load(changed, other)) != hash;
  };
  CHECK(differs([](SmallData& d) { d.features[0] = 0.5f; }));
  CHECK(differs([](SmallData& d) { d.att[0] = 0.5; }));
  CHECK(differs([](SmallData& d) { d.val = {11}; }));
  CHECK(differs([](SmallData& d) { std::swap(d.trainval[0], d.trainval[1]); }));
}
