#pragma once

#include "tests/reference/rows.h"
#include "tests/reference/table.h"

// The scores of one row (plugins/ood/README.md), as slow and as obvious as they can be
// written. Larger = more in-distribution. They share nothing with the plugins.
namespace reference {

double msp(const Row& logits);
double log_msp(const Row& logits);
double energy(const Row& logits, double temperature);
double max_logit(const Row& logits);
double odin(const Row& logits, double temperature);
double entropy(const Row& logits);
double kl_uniform(const Row& logits);
double gradnorm(const Row& logits, const Row& embedding, bool ones);
double gen(const Row& logits, double gamma, std::size_t top_classes);

/// What the scores that learn have seen.
struct TrainingRows {
  Table embedding;
  Labels labels;
};
double mahalanobis(const TrainingRows& train, double shrinkage, const Row& embedding);
double knn(const TrainingRows& train, std::size_t k, const Row& embedding);

/// The last layer that a score reads.
struct LastLayer {
  Table weight;
  Row bias;
};
double react(const TrainingRows& train, const LastLayer& layer, double quantile, double temperature,
             const Row& embedding);
/// `logits` [rows] of the training rows, `of` those of the row.
double vim(const TrainingRows& train, const Table& logits, const LastLayer& layer,
           std::size_t dimensions, bool probability, const Row& embedding, const Row& of);

/// ODIN's features for a network with logits = weight * features.
Row odin_features(const Table& weight, const Row& features, double temperature, double epsilon);

}  // namespace reference
