#pragma once

#include <limits>
#include <vector>

namespace zeroth::host {

/// A share of the variance of an estimate, and by how many degrees of freedom it is known.
struct VariancePart {
  double variance = 0;
  double freedom = std::numeric_limits<double>::infinity();
};

/// The uncertainty of an estimate whose variance has several sources: seeds, of which there are
/// few, and test images, of which there are many.
///
/// Its critical values are the mean of two published ones, of which one is too small and the other
/// too large where seeds are few: Satterthwaite's (Biometrics 2, 1946; intervals of 95 % over three
/// seeds cover down to 92 %) and Cochran and Cox's (Experimental Designs, 1950; up to 97 %). Such
/// intervals cover between 94 and 96.5 % for three seeds and more, and between 92 and 97 % for two,
/// however the variance is shared; coverage_test.cpp draws studies and counts. With one source both
/// are Student's t.
class Uncertainty {
 public:
  void add(VariancePart part);

  /// Standard error of the estimate.
  double error() const;
  /// Satterthwaite's.
  double freedom() const;
  /// How many standard errors a two-sided interval of that level reaches to either side.
  double critical(double level = 0.95) const;
  /// Two-sided, of the hypothesis that what `value` estimates is 0: 1 minus the level of the
  /// interval that ends there. 1 where nothing varies and the value is 0, 0 where it is another.
  double p_value(double value) const;

 private:
  double critical_beyond(double tail) const;

  std::vector<VariancePart> parts_;
};

}  // namespace zeroth::host
