#include "tests/reference/rows.h"

#include <algorithm>
#include <cmath>

namespace reference {

double largest(const Row& x) { return *std::max_element(x.begin(), x.end()); }

double norm(const Row& x) {
  double square = 0;
  for (const double one : x) square += one * one;
  return std::sqrt(square);
}

double log_sum_exp(const Row& x) {
  const double top = largest(x);
  double sum = 0;
  for (const double one : x) sum += std::exp(one - top);
  return top + std::log(sum);
}

Row log_softmax(Row x) {
  const double whole = log_sum_exp(x);
  for (double& one : x) one -= whole;
  return x;
}

Row softmax_of(const Row& x) {
  Row p = log_softmax(x);
  for (double& one : p) one = std::exp(one);
  return p;
}

Row divided(Row x, double by) {
  for (double& one : x) one /= by;
  return x;
}

double softplus(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

}  // namespace reference
