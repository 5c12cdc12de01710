#include <sys/resource.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/region_file.h>
#include <zeroth/formats/region_file_writer.h>
#include <zeroth/random.h>

#include <algorithm>
#include <numeric>

#include "host/data/content_hash.h"
#include "host/data/region_world_file.h"
#include "tests/data/readers.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/python.h"

using namespace zeroth;
using namespace zeroth::formats;
using namespace zeroth::host;

namespace {

RegionWorldSettings small() {
  RegionWorldSettings s;
  s.classes_seen = 5;
  s.classes_unseen = 2;
  s.attributes = 6;
  s.channels = 8;
  s.height = 2;
  s.width = 3;
  s.train_per_class = 3;
  s.test_per_class = 2;
  s.word_vector = 4;
  return s;
}

Json block(const std::filesystem::path& file) {
  return {{"use", "data.region-hdf5"},
          {"params",
           {{"file", file.string()},
            {"word_vectors", ""},
            {"attributes", "att"},
            {"zero_negative_attributes", false},
            {"shape", Json::array()}}}};
}

DataSet load(const Json& block) { return load_data(block); }

std::vector<float> values(const Matrix& matrix) {
  return {matrix.data(), matrix.data() + matrix.rows() * matrix.columns()};
}

}  // namespace

TEST_CASE("region data: the file of a world is the world") {
  const Folder folder;
  const RegionWorld world = make_region_world(small());
  const DataSet made = to_data_set(world);
  for (const bool gzip : {false, true}) {
    write_region_world(world, folder / "world.hdf5", gzip);
    const DataSet data = load(block(folder / "world.hdf5"));
    CHECK(data.name == "world");
    CHECK(data.images() == 29);
    CHECK(data.classes() == 7);
    CHECK(data.features.rows() == 0);
    CHECK(values(data.word_vectors) == values(world.word_vectors));
    CHECK(content_hash(data) == content_hash(made));
    CHECK(!std::filesystem::exists(folder / "world.hdf5.partial"));
  }
  Json original = block(folder / "world.hdf5");
  original["params"]["attributes"] = "original_att";
  CHECK(values(load(original).attributes) == values(world.attributes));
}

TEST_CASE("region data: every number counts in the hash") {
  const std::string hash = content_hash(to_data_set(make_region_world(small())));
  const auto differs = [&](auto&& change) {
    RegionWorldSettings s = small();
    change(s);
    return content_hash(to_data_set(make_region_world(s))) != hash;
  };
  CHECK(!differs([](RegionWorldSettings&) {}));
  CHECK(differs([](RegionWorldSettings& s) { s.seed = 1; }));
  CHECK(differs([](RegionWorldSettings& s) { s.noise = 0.25; }));
  CHECK(differs([](RegionWorldSettings& s) { std::swap(s.height, s.width); }));
  DataSet data = to_data_set(make_region_world(small()));
  data.word_vectors = Matrix(std::vector<float>(24, 1.0f), 6, 4);
  CHECK(content_hash(data) != hash);
}

TEST_CASE("region data: word vectors from .npy and pickle, of any name") {
  const Folder folder;
  write_region_world(make_region_world(small()), folder / "world.hdf5", false);
  Json other = block(folder / "world.hdf5");
  std::vector<float> words(6 * 3);
  std::iota(words.begin(), words.end(), 1.0f);
  write_npy(folder / "words", words.data(), {6, 3});
  other["params"]["word_vectors"] = (folder / "words").string();
  CHECK(values(load(other).word_vectors) == words);
  CHECK(sizes_of(other)->word_vector == 3);
  if (!python(folder, "numpy",
              "import numpy, pickle\npickle.dump(numpy.load('words').astype('f8'),"
              " open('words.pkl', 'wb'), 3)"))
    return;
  other["params"]["word_vectors"] = (folder / "words.pkl").string();
  CHECK(values(load(other).word_vectors) == words);
  other["params"]["word_vectors"] = (folder / "absent.pkl").string();
  CHECK(exit_of([&] { load(other); }) == Exit::no_input);
  words.resize(5 * 3);
  write_npy(folder / "words", words.data(), {5, 3});
  other["params"]["word_vectors"] = (folder / "words").string();
  const std::string wanted =
      "error: attributes and word vectors do not fit\n  where  " +
      (folder / "world.hdf5").string() +
      "\n  why    classes have 6 attributes, there are 5 word vectors\n"
      "  fix    give the word vectors of the same attributes in data.params.word_vectors";
  CHECK(message_of([&] { load(other); }) == wanted);
  CHECK(message_of([&] { sizes_of(other); }) == wanted);
}

TEST_CASE("region data: negative attributes count as nothing where that is asked for") {
  const Folder folder;
  RegionWorld world = make_region_world(small());
  std::vector<float> strengths = values(world.attributes);
  strengths[3] = -1;
  world.attributes = Matrix(strengths, 7, 6);
  write_region_world(world, folder / "world.hdf5", false);
  Json asked = block(folder / "world.hdf5");
  asked["params"]["attributes"] = "original_att";
  CHECK(values(load(asked).attributes) == strengths);
  asked["params"]["zero_negative_attributes"] = true;
  strengths[3] = 0;
  CHECK(values(load(asked).attributes) == strengths);
}

TEST_CASE("region data: a zero word vector is allowed") {
  DataSet data = to_data_set(make_region_world(small()));
  std::vector<float> words = values(data.word_vectors);
  std::fill_n(words.begin() + 4, 4, 0.0f);
  const Folder folder;
  RegionWorld world = make_region_world(small());
  world.word_vectors = Matrix(words, 6, 4);
  write_region_world(world, folder / "world.hdf5", false);
  CHECK(values(load(block(folder / "world.hdf5")).word_vectors) == words);
}

TEST_CASE("region data: shape from the file, else from the pipeline") {
  const Folder folder;
  Json asked = block(folder / "world.hdf5");
  CHECK(!sizes_of(asked));
  asked["params"]["shape"] = {2048, 196, 312, 200, 150, 50};
  CHECK(!sizes_of(asked));
  asked["params"]["shape"] = {2048, 196, 312, 200, 150, 50, 7057, 300};
  auto shape = sizes_of(asked);
  REQUIRE(shape);
  const auto numbers = [&] {
    return std::vector<std::int64_t>{shape->features, shape->attributes, shape->classes,
                                     shape->seen,     shape->unseen,     shape->train_rows,
                                     shape->channels, shape->regions,    shape->word_vector};
  };
  CHECK(numbers() == std::vector<std::int64_t>{2048, 312, 200, 150, 50, 7057, 2048, 196, 300});
  RegionWorld world = make_region_world(small());
  write_region_world(world, folder / "world.hdf5", false);
  shape = sizes_of(asked);
  REQUIRE(shape);
  CHECK(numbers() == std::vector<std::int64_t>{8, 6, 7, 5, 2, 15, 8, 6, 4});
  world.labels[4] = 99;
  write_region_world(world, folder / "world.hdf5", false);
  CHECK(exit_of([&] { sizes_of(asked); }) == Exit::bad_data);
}

TEST_CASE("region data: 4.8 GB in random order do not fill memory") {
  const Folder folder;
  // Nothing but the last image is stored, the rest of the file is a hole.
  if (!python(folder, "h5py", R"(
import h5py
with h5py.File("large.hdf5", "w") as file:
    regions = file.create_dataset("feature_map", (3000, 2048, 14, 14), "f4")
    regions[2999] = 7
)"))
    return;
  REQUIRE(std::filesystem::file_size(folder / "large.hdf5") > std::uintmax_t{4} << 30);
  const auto regions = open_region_file(Hdf5File(folder / "large.hdf5"));
  Random random(1);
  std::vector<float> batch(50 * 2048 * 196);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::int64_t> images(50, 2999);
    for (std::size_t i = 1; i < 50; ++i) {
      images[i] = static_cast<std::int64_t>(random.next() % 2999);
    }
    regions->read(images.data(), 50, batch.data());
    CHECK(batch[2048 * 196 - 1] == 7.0f);
    CHECK(batch[2048 * 196] == 0.0f);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  CHECK(usage.ru_maxrss < 2 << 20);  // kilobytes
}

TEST_CASE("region writer: goes on where an earlier one stopped") {
  const Folder folder;
  const auto file = folder / "out.hdf5";
  const RegionShape shape = {3, 1, 1, 2};
  const std::vector<float> numbers = {1, 2, 3, 4, 5, 6};
  using Start = RegionFileWriter::Start;
  {
    RegionFileWriter first(file, shape, true, Start::resume);
    CHECK(first.done() == 0);
    first.write_images(0, 2, numbers.data());
    first.note_done(2);
  }
  CHECK(!std::filesystem::exists(file));
  CHECK(message_of([&] {
          RegionFileWriter(file, {4, 1, 1, 2}, true, Start::resume);
        }) == "error: cannot go on with a file that was begun\n  where  " + file.string() +
                  ".partial\n  why    it has the shape [3, 1, 1, 2], now it would be [4, 1, 1, 2]\n"
                  "  fix    remove it to start over");
  {
    RegionFileWriter second(file, shape, true, Start::resume);
    CHECK(second.done() == 2);
    second.write_images(2, 1, &numbers[4]);
    second.write("labels", std::vector<std::int64_t>{7, 8, 9});
    second.commit();
  }
  const Hdf5File written(file);
  std::vector<float> found(6);
  const std::int64_t images[] = {0, 1, 2};
  open_region_file(written)->read(images, 3, found.data());
  CHECK(found == numbers);
  CHECK(written.integers("labels") == std::vector<std::int64_t>{7, 8, 9});
  { RegionFileWriter unused(folder / "unused.hdf5", shape, false); }
  CHECK(!std::filesystem::exists(folder / "unused.hdf5.partial"));
  folder.write("out.hdf5.partial", "this is no HDF5 file");
  CHECK(exit_of([&] { RegionFileWriter(file, shape, true, Start::resume); }) == Exit::bad_data);
}
