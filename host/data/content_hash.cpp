#include "host/data/content_hash.h"

#include "host/base/xxh3.h"
#include "host/data/mapped_file.h"
#include "host/data/region_blocks.h"

namespace zeroth::host {
namespace {

class Hasher {
 public:
  void add(const void* data, std::size_t size) { hash_.add(data, size); }
  // Lengths go in as well, so that no value can pass from one array to the next unnoticed.
  void add(std::int64_t number) { add(&number, sizeof(number)); }
  void add(const std::vector<std::int64_t>& numbers) {
    add(static_cast<std::int64_t>(numbers.size()));
    add(numbers.data(), numbers.size() * sizeof(std::int64_t));
  }
  void add(const std::optional<std::vector<std::int64_t>>& numbers) {
    add(std::int64_t{numbers.has_value()});
    if (numbers) add(*numbers);
  }
  void add(const Matrix& matrix) {
    add(matrix.rows());
    add(matrix.columns());
    add(matrix.data(), static_cast<std::size_t>(matrix.rows() * matrix.columns()) * sizeof(float));
  }

  std::string text() const { return hash_.text(); }

 private:
  Xxh3 hash_;
};

using Observer = std::function<void(std::int64_t, std::int64_t, const float*)>;

void add_regions(Hasher& hasher, const DataSet& data, const Observer& observe) {
  const RegionSource& regions = *data.regions;
  for (const auto length :
       {regions.images(), regions.channels(), regions.height(), regions.width()}) {
    hasher.add(length);
  }
  const std::int64_t size = regions.channels() * regions.regions();
  for_each_block(regions, [&](std::int64_t first, std::int64_t count, const float* values) {
    hasher.add(values, static_cast<std::size_t>(count * size) * sizeof(float));
    if (observe) observe(first, count, values);
  });
  hasher.add(data.word_vectors);
}

}  // namespace

std::string content_hash(const DataSet& data, const Observer& observe) {
  Hasher hasher;
  hasher.add(data.features);
  if (data.regions) add_regions(hasher, data, observe);
  hasher.add(data.labels);
  hasher.add(data.attributes);
  hasher.add(data.splits.trainval);
  hasher.add(data.splits.test_seen);
  hasher.add(data.splits.test_unseen);
  hasher.add(data.splits.train);
  hasher.add(data.splits.val);
  return hasher.text();
}

std::string hash_of(const char* data, std::size_t size) {
  Xxh3 hash;
  hash.add(data, size);
  return hash.text();
}

std::string file_hash(const std::filesystem::path& file) {
  const MappedFile mapped = map_file(file);
  return hash_of(mapped.data, mapped.size);
}

}  // namespace zeroth::host
