#include <doctest/doctest.h>
#include <zeroth/formats/region_file.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "host/data/content_hash.h"
#include "host/data/npy_folder.h"
#include "host/data/region_world_file.h"
#include "host/data/task.h"
#include "host/engine/rows_in_files.h"
#include "tests/data/readers.h"
#include "tests/data/small_data.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth;
using namespace zeroth::host;

namespace {

using Rows = std::vector<std::int64_t>;

Json world(Json params = Json::object()) {
  Json all = {{"seen_classes", 20},    {"unseen_classes", 5},  {"attributes", 12}, {"features", 16},
              {"train_per_class", 50}, {"test_per_class", 10}, {"seed", 3}};
  all.update(params);
  return {{"use", "data.synthetic"}, {"params", all}};
}

Json rough(const Json& params, const Json& reader = world()) {
  return {{"use", "data.rough"}, {"params", params}, {"reader", reader}};
}

std::map<std::int64_t, Rows> by_class(const DataSet& data, const Rows& rows) {
  std::map<std::int64_t, Rows> all;
  for (const auto row : rows) all[data.labels[static_cast<std::size_t>(row)]].push_back(row);
  return all;
}

/// Largest first.
std::vector<std::size_t> counts(const DataSet& data) {
  std::vector<std::size_t> all;
  for (const auto& [id, rows] : by_class(data, data.splits.trainval)) all.push_back(rows.size());
  std::sort(all.rbegin(), all.rend());
  return all;
}

bool holds(const Rows& all, Rows some) {
  const std::set<std::int64_t> known(all.begin(), all.end());
  return std::all_of(some.begin(), some.end(), [&](auto row) { return known.count(row) > 0; });
}

std::vector<float> numbers(const Matrix& matrix) {
  return {matrix.data(), matrix.data() + matrix.rows() * matrix.columns()};
}

std::vector<float> row_of(const DataSet& data, std::int64_t row) {
  return {data.features.row(row), data.features.row(row) + data.features.columns()};
}

double product(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += static_cast<double>(a[j]) * b[j];
  return sum;
}

Rows tested(const DataSet& data) {
  Rows rows = data.splits.test_seen;
  rows.insert(rows.end(), data.splits.test_unseen.begin(), data.splits.test_unseen.end());
  return rows;
}

/// Rows whose label differs.
Rows relabelled(const DataSet& before, const DataSet& after) {
  Rows rows;
  for (std::size_t i = 0; i < before.labels.size(); ++i) {
    if (before.labels[i] != after.labels[i]) rows.push_back(static_cast<std::int64_t>(i));
  }
  return rows;
}

bool warns(const DataSet& data, const std::string& sentence) {
  return std::find(data.warnings.begin(), data.warnings.end(), sentence) != data.warnings.end();
}

std::string refusal(const Json& params, const Json& reader = world()) {
  return message_of([&] { load_data(rough(params, reader)); });
}

/// Of the attributes, over all classes.
std::vector<double> means_of(const Matrix& matrix) {
  std::vector<double> mean(static_cast<std::size_t>(matrix.columns()), 0);
  for (std::int64_t c = 0; c < matrix.rows(); ++c) {
    for (std::int64_t j = 0; j < matrix.columns(); ++j) {
      mean[static_cast<std::size_t>(j)] += matrix.row(c)[j] / static_cast<double>(matrix.rows());
    }
  }
  return mean;
}

/// Of the features of some rows, as a textbook says it.
std::vector<double> deviations(const DataSet& data, const Rows& rows) {
  std::vector<double> all;
  for (std::int64_t j = 0; j < data.features.columns(); ++j) {
    double mean = 0, square = 0;
    for (const auto row : rows) mean += data.features.row(row)[j];
    mean /= static_cast<double>(rows.size());
    for (const auto row : rows) square += std::pow(data.features.row(row)[j] - mean, 2);
    all.push_back(std::sqrt(square / static_cast<double>(rows.size())));
  }
  return all;
}

}  // namespace

TEST_CASE("rough: without a treatment it is the data set that it wraps, also within itself") {
  const DataSet plain = load_data(world());
  for (const DataSet& data : {DataSet(load_data(rough(Json::object()))),
                              DataSet(load_data(rough(Json::object(), rough({}))))}) {
    CHECK(content_hash(data) == content_hash(plain));
    CHECK(data.name == "synthetic");
    CHECK(data.warnings.empty());
    CHECK(data.optimum->H == plain.optimum->H);
  }
  const LoadedDataSet exact = load_data(rough({{"imbalance", 5}}));
  CHECK(exact.optimum_errors->U == load_data(world()).optimum_errors->U);
}

TEST_CASE(
    "rough: a long tail has the rows of the formula, and the rows of a thinner one are in it") {
  const DataSet plain = load_data(world());
  Rows thicker = plain.splits.trainval;
  for (const double factor : {1.5, 10.0, 50.0, 200.0}) {
    CAPTURE(factor);
    const DataSet data = load_data(rough({{"imbalance", factor}}));
    std::vector<std::size_t> wanted;
    for (int k = 0; k < 20; ++k) {
      wanted.push_back(
          static_cast<std::size_t>(std::max(2L, std::lround(50 * std::pow(factor, -k / 19.0)))));
    }
    CHECK(counts(data) == wanted);
    CHECK(holds(thicker, data.splits.trainval));
    CHECK(data.labels == plain.labels);
    CHECK(tested(data) == tested(plain));
    CHECK(data.features.rows() == plain.features.rows());
    thicker = data.splits.trainval;
  }
  const DataSet data = load_data(rough({{"imbalance", 10}, {"seed", 1}}));
  CHECK(warns(data, "long tail of imbalance 10: 1000 training rows became " +
                        std::to_string(data.splits.trainval.size()) +
                        ", seen classes have 5 to 50"));
  CHECK(data.name == "synthetic, imbalance 10");
  CHECK(data.splits.trainval != load_data(rough({{"imbalance", 10}})).splits.trainval);
}

TEST_CASE("rough: few rows a class are the same whatever the tail") {
  const DataSet few = load_data(rough({{"rows_per_class", 3}}));
  CHECK(counts(few) == std::vector<std::size_t>(20, 3));
  const DataSet both =
      load_data(rough({{"rows_per_class", 3}, {"imbalance", 30}, {"label_noise", 0.1}}));
  CHECK(holds(few.splits.trainval, both.splits.trainval));
  CHECK(counts(load_data(rough({{"rows_per_class", 1000}}))) == std::vector<std::size_t>(20, 50));
}

TEST_CASE("rough: label noise is symmetric, has its share, and follows from the seed alone") {
  const DataSet plain = load_data(world());
  const DataSet noisy = load_data(rough({{"label_noise", 0.4}}));
  const Rows rows = relabelled(plain, noisy);
  CHECK(rows.size() == 400);
  CHECK(holds(plain.splits.trainval, rows));
  CHECK(warns(noisy,
              "label noise 0.4: 400 of 1000 training rows have the label of another seen "
              "class"));
  std::map<std::int64_t, int> hits;
  const Rows seen = [&] {
    Rows ids;
    for (const auto& [id, of_class] : by_class(plain, plain.splits.trainval)) ids.push_back(id);
    return ids;
  }();
  for (const auto row : rows) {
    const auto label = noisy.labels[static_cast<std::size_t>(row)];
    CHECK(std::count(seen.begin(), seen.end(), label) == 1);
    ++hits[label];
  }
  CHECK(hits.size() == 20);
  double chi_square = 0;  // of 400 rows in 20 classes, 19 degrees of freedom
  for (const auto& [id, count] : hits) chi_square += std::pow(count - 20.0, 2) / 20;
  CHECK(chi_square < 43.8);  // one in a thousand
  // A smaller share is a part of it, and other treatments change nothing.
  CHECK(holds(rows, relabelled(plain, load_data(rough({{"label_noise", 0.2}})))));
  const DataSet also = load_data(rough({{"label_noise", 0.4},
                                        {"attribute_noise", 1},
                                        {"feature_rotation", 0.5},
                                        {"feature_noise", 1}}));
  CHECK(also.labels == noisy.labels);
  CHECK(relabelled(plain, load_data(rough({{"label_noise", 0.4}, {"seed", 1}}))) != rows);
}

TEST_CASE("rough: classes that a validation takes for unseen stay the same under label noise") {
  SmallData small;
  small.val = {4, 5};  // of class a, whose rows are 1 to 5
  const Folder folder;
  small.write(folder.path());
  const Json reader = SmallData::block(folder.path());
  for (int seed = 0; seed < 5; ++seed) {
    const DataSet data = load_data(rough({{"label_noise", 0.6}, {"seed", seed}}, reader));
    for (const auto row : *data.splits.val) CHECK(data.labels[static_cast<std::size_t>(row)] == 0);
    CHECK(!data.splits.val->empty());
    const Task task = validation_task(data, {});
    CHECK(task.unseen.size() == 1);
  }
  CHECK(!load_data(rough({{"unseen_share", 0.5}}, reader)).splits.val);
}

TEST_CASE("rough: attribute noise is measured by each attribute's own deviation") {
  const Json large = world({{"seen_classes", 390},
                            {"unseen_classes", 10},
                            {"train_per_class", 1},
                            {"test_per_class", 1},
                            {"features", 2}});
  const DataSet plain = load_data(large);
  const DataSet noisy = load_data(rough({{"attribute_noise", 0.5}}, large));
  const std::vector<double> means = means_of(plain.attributes);
  double noise = 0, spread = 0;
  for (std::int64_t c = 0; c < 400; ++c) {
    for (std::int64_t j = 0; j < 12; ++j) {
      noise += std::pow(noisy.attributes.row(c)[j] - plain.attributes.row(c)[j], 2);
      spread += std::pow(plain.attributes.row(c)[j] - means[static_cast<std::size_t>(j)], 2);
    }
  }
  CHECK(std::sqrt(noise / spread) == doctest::Approx(0.5).epsilon(0.05));  // of 4800 numbers
  CHECK(numbers(noisy.features) == numbers(plain.features));
}

TEST_CASE("rough: missing attributes are the mean of what was known") {
  const DataSet plain = load_data(world());
  const std::vector<double> means = means_of(plain.attributes);
  const auto missing = [&](const DataSet& data) {
    std::set<std::int64_t> found;
    for (std::int64_t i = 0; i < 25 * 12; ++i) {
      const double mean = means[static_cast<std::size_t>(i % 12)];
      if (std::abs(data.attributes.data()[i] - mean) < 1e-6) found.insert(i);
    }
    return found;
  };
  CHECK(missing(plain).empty());
  const auto found = missing(load_data(rough({{"attributes_missing", 0.25}})));
  CHECK(found.size() == 75);
  CHECK(missing(load_data(rough({{"attributes_missing", 0.25}, {"attribute_noise", 2}}))) == found);
  const auto fewer = missing(load_data(rough({{"attributes_missing", 0.1}})));
  CHECK(fewer.size() == 30);
  CHECK(std::includes(found.begin(), found.end(), fewer.begin(), fewer.end()));
}

TEST_CASE("rough: a rotation keeps norms and angles, so it is one linear map for every row") {
  const DataSet plain = load_data(world());
  const DataSet turned = load_data(rough({{"feature_rotation", 0.7}, {"shifted_rows", "all"}}));
  double off = 0, moved = 0;
  for (std::int64_t a = 0; a < 1250; a += 11) {
    for (std::int64_t b = 0; b < 1250; b += 13) {
      const double before = product(row_of(plain, a), row_of(plain, b));
      off = std::max(off, std::abs(product(row_of(turned, a), row_of(turned, b)) - before));
    }
    moved += product(row_of(plain, a), row_of(turned, a)) /
             product(row_of(plain, a), row_of(plain, a)) / 114;
  }
  CHECK(off < 1e-3);
  CHECK(moved < 0.9);
  CHECK(turned.optimum->H == plain.optimum->H);
  CHECK(turned.name == "synthetic, feature_rotation 0.7 of all rows");
  // Nearly none at all.
  const DataSet still = load_data(rough({{"feature_rotation", 1e-7}, {"shifted_rows", "all"}}));
  CHECK(row_of(still, 5)[3] == doctest::Approx(row_of(plain, 5)[3]).epsilon(1e-4));
}

TEST_CASE("rough: a shift of test rows leaves training rows as they are, and is the one of all") {
  const DataSet plain = load_data(world());
  Json params = {{"feature_rotation", 0.3}, {"feature_scale", 1.5}, {"feature_noise", 0.5}};
  const DataSet data = load_data(rough(params));
  params["shifted_rows"] = "all";
  const DataSet all = load_data(rough(params));
  for (const auto row : plain.splits.trainval) CHECK(row_of(data, row) == row_of(plain, row));
  for (const auto row : tested(plain)) CHECK(row_of(data, row) == row_of(all, row));
  CHECK(!data.optimum);  // a nearest mean does not know that noise
  CHECK(warns(data,
              "feature shift by rotation 0.3, scale 1.5, noise 0.5: 250 of 1250 rows are "
              "changed, those of the test"));
}

TEST_CASE("rough: noise of features is in units of their deviation, whatever becomes of the rows") {
  const DataSet plain = load_data(world());
  const DataSet data = load_data(rough({{"feature_noise", 2}}));
  const std::vector<double> spread = deviations(plain, plain.splits.trainval);
  for (std::int64_t j = 0; j < 16; ++j) {
    double square = 0;
    for (const auto row : tested(plain)) {
      square += std::pow(data.features.row(row)[j] - plain.features.row(row)[j], 2);
    }
    const double found = std::sqrt(square / 250) / spread[static_cast<std::size_t>(j)];
    CHECK(found == doctest::Approx(2).epsilon(0.2));  // 4.5 % is its standard error
  }
  const DataSet fewer = load_data(rough({{"feature_noise", 2}, {"imbalance", 100}}));
  CHECK(numbers(fewer.features) == numbers(data.features));
}

TEST_CASE("rough: another backbone is one linear map, which keeps norms on the average") {
  SmallData small;  // two features: any two rows make all others
  const Folder folder;
  small.write(folder.path());
  const Json reader = SmallData::block(folder.path());
  const DataSet plain = load_data(reader);
  const DataSet data = load_data(rough({{"backbone_features", 40}}, reader));
  CHECK(data.features.columns() == 40);
  const auto a = row_of(plain, 7), b = row_of(plain, 21);
  const double bottom = a[0] * b[1] - a[1] * b[0];
  double off = 0;
  for (std::int64_t row = 0; row < 30; ++row) {
    const auto x = row_of(plain, row);
    const double p = (x[0] * b[1] - x[1] * b[0]) / bottom, q = (a[0] * x[1] - a[1] * x[0]) / bottom;
    for (std::size_t k = 0; k < 40; ++k) {
      off = std::max(
          off, std::abs(p * row_of(data, 7)[k] + q * row_of(data, 21)[k] - row_of(data, row)[k]));
    }
  }
  CHECK(off < 1e-4);
  const DataSet made = load_data(world());
  const DataSet wide = load_data(rough({{"backbone_features", 2000}}));
  CHECK(product(row_of(wide, 9), row_of(wide, 9)) ==
        doctest::Approx(product(row_of(made, 9), row_of(made, 9))).epsilon(0.1));
  CHECK(wide.optimum->H == made.optimum->H);  // no row becomes another one's
  CHECK(!load_data(rough({{"backbone_features", 15}})).optimum);
}

TEST_CASE("rough: another split has its share of unseen classes, and every row once") {
  const DataSet plain = load_data(world());
  for (const double similarity : {-1.0, 0.0, 0.5, 1.0}) {
    const DataSet data =
        load_data(rough({{"unseen_share", 0.4}, {"unseen_similarity", similarity}}));
    const Task task = test_task(data);
    CHECK(task.unseen.size() == 10);
    CHECK(task.seen.size() == 15);
    Rows before = plain.splits.trainval, after = data.splits.trainval;
    for (const auto row : tested(plain)) before.push_back(row);
    for (const auto row : tested(data)) after.push_back(row);
    std::sort(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    CHECK(after == before);
    CHECK(!data.optimum);
    CHECK(data.labels == plain.labels);
  }
}

TEST_CASE("rough: unseen classes are nearer to seen ones, or farther, as asked") {
  const auto distance = [](const DataSet& data) {
    const Task task = test_task(data);
    double sum = 0;
    for (const auto u : task.unseen) {
      double least = INFINITY;
      for (const auto s : task.seen) {
        double square = 0;
        for (std::int64_t j = 0; j < data.attributes.columns(); ++j) {
          square += std::pow(data.attributes.row(u)[j] - data.attributes.row(s)[j], 2);
        }
        least = std::min(least, square);
      }
      sum += std::sqrt(least);
    }
    return sum / static_cast<double>(task.unseen.size());
  };
  const Json large = world({{"seen_classes", 80},
                            {"unseen_classes", 20},
                            {"train_per_class", 2},
                            {"test_per_class", 2}});
  std::vector<double> found;
  for (const double similarity : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
    found.push_back(distance(
        load_data(rough({{"unseen_share", 0.2}, {"unseen_similarity", similarity}}, large))));
  }
  CHECK(std::is_sorted(found.rbegin(), found.rend()));
  CHECK(found.front() > 1.1 * found[2]);
  CHECK(found.back() < 0.9 * found[2]);
}

TEST_CASE("rough: regions stay in their file, with fewer rows and other labels") {
  RegionWorldSettings s;
  s.classes_seen = 5, s.classes_unseen = 2, s.attributes = 6, s.channels = 8, s.height = 2;
  s.width = 3, s.train_per_class = 6, s.test_per_class = 2, s.word_vector = 4;
  const Folder folder;
  write_region_world(make_region_world(s), folder / "world.hdf5", false);
  const Json reader = {{"use", "data.region-hdf5"},
                       {"params", {{"file", (folder / "world.hdf5").string()}}}};
  const DataSet plain = load_data(reader);
  const DataSet data = load_data(rough({{"imbalance", 3},
                                        {"label_noise", 0.2},
                                        {"attribute_noise", 0.1},
                                        {"attributes_missing", 0.1},
                                        {"unseen_share", 0.5}},
                                       reader));
  CHECK(data.regions);
  CHECK(data.regions_file == plain.regions_file);
  CHECK(numbers(data.word_vectors) == numbers(plain.word_vectors));
  CHECK(test_task(data).unseen.size() == 4);
  CHECK(relabelled(plain, data).size() > 0);
  const auto sizes = sizes_of(rough({{"rows_per_class", 2}}, reader));
  CHECK(sizes->regions == 6);
  CHECK(sizes->train_rows == 10);
  for (const char* treatment :
       {"feature_rotation", "feature_noise", "feature_scale", "backbone_features"}) {
    CAPTURE(treatment);
    const bool rotation = std::string(treatment) == "feature_rotation";
    const std::string wanted =
        "error: regions of images cannot be shifted\n  where  /data\n  why    world has region "
        "features, which stay in their file\n  fix    leave out \"feature_scale\", "
        "\"feature_noise\", \"feature_rotation\" and \"backbone_features\"";
    CHECK(refusal({{treatment, rotation ? Json(0.5) : Json(2)}}, reader) == wanted);
    CHECK(message_of([&] {
            sizes_of(rough({{treatment, rotation ? Json(0.5) : Json(2)}}, reader));
          }) == wanted);
  }
}

TEST_CASE("rough: sizes without the files, where rows are not counted") {
  const Json reader = {{"use", "data.npy"},
                       {"params", {{"root", "/nowhere"}, {"shape", {16, 5, 9, 6, 3, 100}}}}};
  const auto sizes = sizes_of(rough({{"backbone_features", 40}, {"label_noise", 0.1}}, reader));
  CHECK(sizes->features == 40);
  CHECK(sizes->train_rows == 100);
  CHECK(!sizes_of(rough({{"imbalance", 2}}, reader)));
  CHECK(!sizes_of(rough({{"rows_per_class", 2}}, reader)));
  CHECK(!sizes_of(rough({{"unseen_share", 0.5}}, reader)));
  CHECK(!sizes_of(rough({{"label_noise", 0.1}}, rough({{"imbalance", 2}}, reader))));
  CHECK(sizes_of(rough({}, rough({{"backbone_features", 40}}, reader)))->features == 40);
  const Json regions = {{"use", "data.region-hdf5"},
                        {"params", {{"file", "/nowhere"}, {"shape", {8, 6, 5, 9, 6, 3, 100, 4}}}}};
  CHECK(sizes_of(rough({{"label_noise", 0.1}}, regions))->regions == 6);
  CHECK(message_of([&] {
          sizes_of(rough({{"backbone_features", 40}}, regions));
        }).find("why    the data set has region features, which stay in their file\n") !=
        std::string::npos);
  CHECK(sizes_of(rough({{"imbalance", 10}}))->train_rows ==
        static_cast<std::int64_t>(load_data(rough({{"imbalance", 10}})).splits.trainval.size()));
}

TEST_CASE("rough: what cannot be treated so is refused") {
  CHECK(refusal({{"unseen_similarity", 0.5}}) ==
        "error: \"unseen_similarity\" chooses nothing where the split stays\n  where  /data\n"
        "  why    it is 0.5, and \"unseen_share\" is 0\n  fix    say which share of the classes is "
        "unseen, or leave \"unseen_similarity\" at 0");
  CHECK(refusal({{"unseen_share", 0.01}}) ==
        "error: no class would be unseen\n  where  /data\n  why    \"unseen_share\" 0.01 of 25 "
        "classes that have rows is 0\n  fix    give another share");
  CHECK(refusal({{"unseen_share", 0.99}}).find("error: no class would be seen\n") == 0);
  CHECK(refusal({{"label_noise", 0.5}, {"rows_per_class", 1}}) ==
        "error: label noise would leave a class without rows of its own\n  where  /data\n"
        "  why    10 of 20 training rows would be noisy; 20 seen classes keep one each\n"
        "  fix    keep more rows a class");
  CHECK(refusal({{"label_noise", 0.8}, {"rows_per_class", 4}})
            .find("fix    lower \"label_noise\", to 0.75 at most") != std::string::npos);
  const Json one_class = world({{"seen_classes", 1}});
  CHECK(refusal({{"imbalance", 2}}, one_class) ==
        "error: a long tail needs at least two seen classes\n  where  /data\n"
        "  why    synthetic has training rows of 1\n  fix    leave \"imbalance\" at 1");
  CHECK(refusal({{"label_noise", 0.2}}, one_class) ==
        "error: label noise needs at least two seen classes\n  where  /data\n"
        "  why    synthetic has training rows of 1\n  fix    leave \"label_noise\" at 0");
  CHECK(refusal({{"feature_rotation", 0.2}}, world({{"features", 1}})) ==
        "error: one feature cannot be rotated\n  where  /data\n  why    the rows of synthetic have "
        "one column\n  fix    leave \"feature_rotation\" at 0");
}

TEST_CASE("rough: what the inner reader gets wrong is said of the inner reader") {
  SmallData small;
  small.trainval[3] = 99;
  const Folder folder;
  small.write(folder.path());
  const Json reader = SmallData::block(folder.path());
  const std::string message = refusal({{"label_noise", 0.2}}, reader);
  CHECK(message.find("error: a split names a row that does not exist\n  where  /data/reader\n") ==
        0);
  CHECK(message_of([&] {
          sizes_of(rough({{"imbalance", 2}}, rough({}, reader)));
        }).find("/data/reader/reader\n") != std::string::npos);
  small.trainval[3] = small.test_seen[0];
  small.write(folder.path());
  CHECK(message_of([&] {
          sizes_of(rough({{"unseen_share", 0.5}}, reader));
        }).find("error: splits overlap\n  where  /data/reader\n") == 0);
  const Json absent = SmallData::block("/nowhere");
  CHECK(refusal({}, absent).find("where  /nowhere") != std::string::npos);
}

TEST_CASE("rough: what a treatment changes lies where a run has room for many rows") {
  const Folder folder;
  write_npy_folder(load_data(world()), folder.path());
  const Json reader = {{"use", "data.npy"}, {"params", {{"root", folder.path().string()}}}};
  const RowsInFiles large("/nowhere/at/all", 0);
  CHECK_NOTHROW(load_data(rough({{"imbalance", 4}}, reader)));
  for (const Json& params : {Json{{"feature_rotation", 0.5}}, Json{{"backbone_features", 3}}}) {
    const std::string message = refusal(params, reader);
    CHECK(message.find("error: there is no room for ") == 0);
    CHECK(message.find("\n  where  /nowhere/at/all\n") != std::string::npos);
  }
}
