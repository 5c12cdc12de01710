#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <string>
#include <vector>

namespace zeroth::rough {

/// What happens to the features x of a row: B(scale R x + noise s e), with R and B below, s the
/// deviation of every feature over the training rows of the inner data set, and e normal.
struct FeatureSettings {
  double scale = 1;
  double noise = 0;
  double rotation = 0;        ///< 0 none, 1 all that a random rotation can do
  std::int64_t backbone = 0;  ///< columns D' that B makes; 0: no B
  bool all_rows = false;      ///< R, scale and noise change every row, not the test rows alone
  std::uint64_t seed = 0;

  bool shifts() const { return scale != 1 || noise > 0 || rotation > 0; }
};

/// R: about log2 D rounds, in each of which the features are paired at random and every pair is
/// turned by its own angle, `strength` times one that is uniform in (-pi, pi). It keeps norms.
class Rotation {
 public:
  Rotation(std::int64_t features, double strength, std::uint64_t seed);
  /// In place.
  void turn(double* row) const;

 private:
  struct Turn {
    std::size_t first, second;
    double cosine, sine;
  };
  std::vector<Turn> turns_;
};

/// Of each column over the rows.
std::vector<double> deviations_of(const Matrix& features, const std::vector<std::int64_t>& rows);

/// R, scale and noise, of a copy in room_for_rows(); of an outline nothing is copied.
/// @param deviations  of every feature, where there is noise.
/// @return what was done, a sentence.
/// @throws Error(configuration) where features cannot be rotated.
std::string shift_features(DataSet& data, const FeatureSettings& settings,
                           const std::vector<double>& deviations);

/// B: every row times a random matrix [D,D'] of normal numbers with variance 1/D', which keeps
/// norms and distances on the average (Johnson and Lindenstrauss, 1984).
std::string map_features(DataSet& data, const FeatureSettings& settings);

}  // namespace zeroth::rough
