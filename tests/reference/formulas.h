#pragma once

#include "tests/reference/table.h"

// The losses of D3GZSL, of distillation and of critics, term by term in double precision, as slow
// and as obvious as they can be written. They share nothing with the plugins.
namespace reference {

double cross_entropy(const Table& logits, const Labels& labels, double temperature);
/// The logarithm of each class's share of the rows; a class without one has the smallest share.
std::vector<double> log_prior(const Labels& labels, std::size_t classes);
/// Of logits to which `tau` times that is added.
double logit_adjusted_cross_entropy(const Table& logits, const Labels& labels,
                                    const std::vector<double>& log_prior, double tau);
/// The cosine of a pair, of which a logit is made, and whether pairs of equal labels count for
/// half.
struct PairRule {
  bool half;
  double threshold = 0, temperature = 1;
  bool balanced = false;
};
double pair_loss(const Table& teacher, const Table& student, const Labels& labels,
                 const PairRule& rule);
/// `norm` is "l2", "softmax2" or "none".
double logit_distillation(const Table& teacher, const Table& student, const Labels& seen,
                          const char* norm, double temperature);

/// DKD: label against rest, and the rest among itself, with their weights.
double decoupled_distillation(const Table& teacher, const Table& student, const Labels& labels,
                              const Labels& seen, double target_weight, double other_weight,
                              double temperature);
/// RKD: distances over their mean and angles, with their weights.
double relational_distillation(const Table& teacher, const Table& student, double distance_weight,
                               double angle_weight);

/// A critic with one hidden layer on concat(x, a).
struct Critic {
  Table hidden_weight;
  std::vector<double> hidden_bias, output_weight;
  double output_bias = 0;

  double score(const std::vector<double>& x, const std::vector<double>& a) const;
  /// d score / d x, by the chain rule.
  std::vector<double> gradient(const std::vector<double>& x, const std::vector<double>& a) const;
};
double gradient_penalty(const Critic& critic, const Table& real, const Table& fake,
                        const Table& attributes, const std::vector<double>& mix, double weight);

std::vector<double> ood_label(double score, double weight, double offset, bool softmax);
std::vector<double> ood_embedding(const std::vector<double>& logits, const Table& weight,
                                  const std::vector<double>& bias, bool log_softmax, bool softmax);

}  // namespace reference
