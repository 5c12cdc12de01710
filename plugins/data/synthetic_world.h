#pragma once

#include <zeroth/random.h>

#include <cstddef>
#include <cstdint>
#include <vector>

/// What a synthetic world is made from.
struct WorldSettings {
  std::size_t seen, unseen, attributes, features;
  std::int64_t train_per_class, test_per_class;
  double noise, nonlinearity;
  std::uint64_t seed;
  std::size_t classes() const { return seen + unseen; }
};

/// The classes of a world, and its rows. Every number has its place in a stream, so that the same
/// ones come out whoever draws them first.
class SyntheticWorld {
 public:
  /// Descriptors, and which classes are unseen; no means yet.
  explicit SyntheticWorld(const WorldSettings& settings);
  /// Means of all classes: each feature mixes a linear and a saturating response to the descriptor.
  void make_means();

  /// Row `number` of the stream `seed`: a row of class `id`, `features` numbers.
  void draw(std::size_t id, std::uint64_t seed, std::size_t number, double* row) const;

  const WorldSettings& settings() const { return settings_; }
  const double* mean(std::size_t id) const { return means_.data() + id * settings_.features; }
  const std::vector<double>& attributes() const { return attributes_; }  ///< [C,d]
  bool is_unseen(std::size_t id) const { return is_unseen_[id]; }

 private:
  void make_means_of(std::size_t first, std::size_t end, const std::vector<double>& columns);
  WorldSettings settings_;
  zeroth::Random after_attributes_;
  std::vector<double> attributes_, means_;  // [C,d], [C,D]
  std::vector<bool> is_unseen_;
};
