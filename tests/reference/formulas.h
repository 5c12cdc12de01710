#pragma once

#include "tests/reference/table.h"

// The formulas of the losses, term by term in double precision, as slow and as obvious
// as they can be written. They share nothing with the plugins.
namespace reference {

double cross_entropy(const Table& logits, const Labels& labels, double temperature);
double pair_loss(const Table& teacher, const Table& student, const Labels& labels, bool half);
/// `norm` is "l2", "softmax2" or "none".
double logit_distillation(const Table& teacher, const Table& student, const Labels& seen,
                          const char* norm);

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

double supervised_contrastive(const Table& z, const Labels& labels, double temperature);
double class_contrastive(const Table& scores, const Labels& labels, const Labels& seen,
                         double temperature);
double semantic_reconstruction(const Table& decoded, const Table& attributes, bool weighted);
double vae_kl(const Table& mean, const Table& log_variance);
double feature_reconstruction(const Table& logits, const Table& features);

std::vector<double> ood_label(double score, double weight, double offset, bool softmax);
std::vector<double> ood_embedding(const std::vector<double>& logits, const Table& weight,
                                  const std::vector<double>& bias, bool log_softmax, bool softmax);

}  // namespace reference
