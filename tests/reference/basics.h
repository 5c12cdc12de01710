#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

// What the slow twins share: textbook formulas of one or two rows.
namespace reference {

inline double largest(const std::vector<double>& x) {
  return *std::max_element(x.begin(), x.end());
}

inline double log_sum_exp(const std::vector<double>& x) {
  const double top = largest(x);
  double sum = 0;
  for (const double one : x) sum += std::exp(one - top);
  return top + std::log(sum);
}

inline std::vector<double> log_softmax(std::vector<double> x) {
  const double whole = log_sum_exp(x);
  for (double& one : x) one -= whole;
  return x;
}

inline std::vector<double> softmax_of(const std::vector<double>& x) {
  std::vector<double> p = log_softmax(x);
  for (double& one : p) one = std::exp(one);
  return p;
}

inline double norm(const std::vector<double>& x) {
  double square = 0;
  for (const double one : x) square += one * one;
  return std::sqrt(square);
}

inline double softplus(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

inline double product(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

inline double cosine(const std::vector<double>& a, const std::vector<double>& b) {
  return product(a, b) / (std::max(norm(a), 1e-8) * std::max(norm(b), 1e-8));
}

}  // namespace reference
