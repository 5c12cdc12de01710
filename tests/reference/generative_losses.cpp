#include "tests/reference/generative_losses.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "tests/reference/rows.h"

namespace reference {
namespace {

/// Mean over the positives of anchor i; nothing if it has none.
std::optional<double> anchor_loss(const Table& z, const Labels& labels, std::size_t i,
                                  double temperature) {
  Row all, positives;
  for (std::size_t k = 0; k < z.size(); ++k) {
    if (k == i) continue;
    double product = 0;
    for (std::size_t d = 0; d < z[i].size(); ++d) product += z[i][d] * z[k][d];
    all.push_back(product / temperature);
    if (labels[k] == labels[i]) positives.push_back(product / temperature);
  }
  if (positives.empty()) return {};
  double sum = 0;
  for (const double similarity : positives) sum -= similarity - log_sum_exp(all);
  return sum / static_cast<double>(positives.size());
}

}  // namespace

double supervised_contrastive(const Table& embedding, const Labels& labels, double temperature) {
  double sum = 0;
  int anchors = 0;
  for (std::size_t i = 0; i < embedding.size(); ++i) {
    if (const auto one = anchor_loss(embedding, labels, i, temperature)) {
      sum += *one;
      ++anchors;
    }
  }
  return anchors == 0 ? 0 : sum / anchors;
}

double class_contrastive(const Table& scores, const Labels& labels, const Labels& seen,
                         double temperature) {
  double sum = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto position = std::find(seen.begin(), seen.end(), labels[i]) - seen.begin();
    sum -= log_softmax(divided(scores[i], temperature))[static_cast<std::size_t>(position)];
  }
  return sum / static_cast<double>(scores.size());
}

double semantic_reconstruction(const Table& decoded, const Table& attributes, bool weighted) {
  double sum = 0;
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    double first = 0, second = 0, third = 0;
    for (std::size_t k = 0; k < decoded[i].size(); ++k) {
      const double e = std::abs(decoded[i][k] - attributes[i][k]);
      first += e;
      second += e * e;
      third += e * e * e;
    }
    sum += weighted ? third / std::sqrt(second + 1e-12) : first;
  }
  return sum / static_cast<double>(decoded.size());
}

double vae_kl(const Table& mean, const Table& log_variance) {
  double sum = 0;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    for (std::size_t k = 0; k < mean[i].size(); ++k) {
      const double m = mean[i][k], v = log_variance[i][k];
      sum -= 0.5 * (1 + v - m * m - std::exp(v));
    }
  }
  return sum / static_cast<double>(mean.size());
}

double feature_reconstruction(const Table& logits, const Table& features) {
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    for (std::size_t k = 0; k < logits[i].size(); ++k) {
      const double l = logits[i][k], x = features[i][k];
      sum += x * softplus(-l) + (1 - x) * softplus(l);
    }
  }
  return sum / static_cast<double>(logits.size());
}

}  // namespace reference
