#pragma once

#include "tests/reference/table.h"

// Out-of-distribution scores of one row, as obvious as they can be written. Larger = seen.
namespace reference {

using Row = std::vector<double>;

double msp(const Row& logits);
double log_msp(const Row& logits);
double energy(const Row& logits, double temperature);
double max_logit(const Row& logits);
double odin(const Row& logits, double temperature);
double entropy(const Row& logits);
double kl_uniform(const Row& logits);
double gradnorm(const Row& logits, const Row& embedding, bool ones);
double gen(const Row& logits, double gamma, std::size_t top_classes);

/// By Gaussian elimination on the covariance itself.
double mahalanobis(const Row& embedding, const Table& train, const Labels& labels,
                   double shrinkage);
/// By all distances, sorted.
double knn(const Row& embedding, const Table& train, std::size_t k);

}  // namespace reference
