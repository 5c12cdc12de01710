#include "host/statistics/distributions.h"

// Enough digits, and nothing to set up in long double at every start of a program, which valgrind
// cannot.
#define BOOST_MATH_PROMOTE_DOUBLE_POLICY false
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace zeroth::host {
namespace {

namespace math = boost::math;

/// From here on Student's t is the normal distribution to all digits that anybody reads.
constexpr double kManyDegrees = 1e6;

}  // namespace

double t_above(double tail, double freedom) {
  if (freedom > kManyDegrees) return math::quantile(math::complement(math::normal(), tail));
  return math::quantile(math::complement(math::students_t(freedom), tail));
}

double noncentral_t_beyond(double critical, double freedom, double shift) {
  if (freedom > kManyDegrees) {
    const math::normal shifted(shift);
    return math::cdf(math::complement(shifted, critical)) + math::cdf(shifted, -critical);
  }
  const math::non_central_t shifted(freedom, shift);
  return math::cdf(math::complement(shifted, critical)) + math::cdf(shifted, -critical);
}

double unseen_share(double count, double level) {
  return -std::expm1(std::log((1 - level) / 2) / count);
}

}  // namespace zeroth::host
