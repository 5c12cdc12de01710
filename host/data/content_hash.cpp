#include "host/data/content_hash.h"

#include <zeroth/formats/mapped_file.h>

#include "host/base/hash.h"
#include "host/data/region_blocks.h"

namespace zeroth::host {
namespace {

/// Lengths go in as well, so that no value can pass from one array to the next unnoticed.
class ArrayHasher {
 public:
  void add(std::int64_t number) { hasher_.add(&number, sizeof(number)); }
  void add(const float* values, std::int64_t count) {
    hasher_.add(values, static_cast<std::size_t>(count) * sizeof(float));
  }
  void add(const std::vector<std::int64_t>& numbers) {
    add(static_cast<std::int64_t>(numbers.size()));
    hasher_.add(numbers.data(), numbers.size() * sizeof(std::int64_t));
  }
  void add(const std::optional<std::vector<std::int64_t>>& numbers) {
    add(std::int64_t{numbers.has_value()});
    if (numbers) add(*numbers);
  }
  void add(const Matrix& matrix) {
    add(matrix.rows());
    add(matrix.columns());
    add(matrix.data(), matrix.rows() * matrix.columns());
  }

  std::string text() const { return hasher_.text(); }

 private:
  Hasher hasher_;
};

using Observer = std::function<void(std::int64_t, std::int64_t, const float*)>;

void add_regions(ArrayHasher& hasher, const DataSet& data, const Observer& observe) {
  const RegionSource& regions = *data.regions;
  for (const auto length :
       {regions.images(), regions.channels(), regions.height(), regions.width()}) {
    hasher.add(length);
  }
  const std::int64_t size = regions.channels() * regions.regions();
  for_each_block(regions, [&](std::int64_t first, std::int64_t count, const float* values) {
    hasher.add(values, count * size);
    if (observe) observe(first, count, values);
  });
  hasher.add(data.word_vectors);
}

}  // namespace

std::string content_hash(const DataSet& data, const Observer& observe) {
  ArrayHasher hasher;
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

std::string file_hash(const std::filesystem::path& file) {
  const formats::MappedFile mapped = formats::map_file(file);
  return hash_of(mapped.data, mapped.size);
}

}  // namespace zeroth::host
