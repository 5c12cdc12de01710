#pragma once

#include <vector>

// What the slow twins compute of a single row of numbers.
namespace reference {

using Row = std::vector<double>;

double largest(const Row& x);
double norm(const Row& x);
double log_sum_exp(const Row& x);
Row log_softmax(Row x);
Row softmax_of(const Row& x);
Row divided(Row x, double by);
double softplus(double x);

}  // namespace reference
