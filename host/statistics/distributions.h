#pragma once

#include <cstdint>

namespace zeroth::host {

/// Two bounds.
struct Interval {
  double low = 0, high = 0;
};

// Of Boost.Math. Degrees of freedom are larger than 0 and may be infinite.

/// What Student's t exceeds with probability `tail` in (0,1).
double t_above(double tail, double freedom);

/// The probability that |t| is larger than `critical`, where t is Student's with `freedom`, shifted
/// by `shift`: the power of a two-sided t test (noncentral t).
double noncentral_t_beyond(double critical, double freedom, double shift);

/// Clopper and Pearson's interval of a share of which all of `count` rows were right, or none: the
/// bound on its other side, as a share that could still be wrong. `count` may be fractional.
double unseen_share(double count, double level);

}  // namespace zeroth::host
