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

double squared_distance(const Row& a, const Row& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

Row mean_of(const Table& rows) {
  Row mean(rows[0].size(), 0.0);
  for (const Row& row : rows) {
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += row[k];
  }
  return divided(mean, static_cast<double>(rows.size()));
}

std::size_t nearest(const Row& row, const Table& points) {
  std::size_t best = 0;
  for (std::size_t j = 1; j < points.size(); ++j) {
    if (squared_distance(row, points[j]) < squared_distance(row, points[best])) best = j;
  }
  return best;
}

double to_nearest(const Row& row, const Table& points) {
  return squared_distance(row, points[nearest(row, points)]);
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

double cycle(const Table& features, const Table& attributes, const Table& weight,
             const std::vector<double>& bias) {
  double sum = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    Row found = bias;
    for (std::size_t a = 0; a < found.size(); ++a) {
      for (std::size_t k = 0; k < features[i].size(); ++k)
        found[a] += weight[a][k] * features[i][k];
    }
    sum += squared_distance(found, attributes[i]);
  }
  return sum / static_cast<double>(features.size());
}

Table souls_of(const Table& rows, std::size_t count) {
  Table centres = {rows[nearest(mean_of(rows), rows)]};
  while (centres.size() < count) {
    std::size_t farthest = 0;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      if (to_nearest(rows[i], centres) > to_nearest(rows[farthest], centres)) farthest = i;
    }
    centres.push_back(rows[farthest]);
  }
  for (bool moved = true; moved;) {
    std::vector<Table> clusters(count);
    for (const Row& row : rows) clusters[nearest(row, centres)].push_back(row);
    moved = false;
    for (std::size_t j = 0; j < count; ++j) {
      if (clusters[j].empty()) continue;
      const Row mean = mean_of(clusters[j]);
      moved = moved || squared_distance(mean, centres[j]) > 1e-20;
      centres[j] = mean;
    }
  }
  return centres;
}

double rows_to_souls(const Table& fake, const Labels& positions, const std::vector<Table>& souls) {
  double sum = 0;
  for (std::size_t i = 0; i < fake.size(); ++i) {
    sum += to_nearest(fake[i], souls[static_cast<std::size_t>(positions[i])]);
  }
  return sum / static_cast<double>(fake.size());
}

double classes_to_souls(const Table& fake, const Labels& positions,
                        const std::vector<Table>& souls) {
  double sum = 0, classes = 0;
  for (std::size_t c = 0; c < souls.size(); ++c) {
    Table own;
    for (std::size_t i = 0; i < fake.size(); ++i) {
      if (positions[i] == static_cast<long>(c)) own.push_back(fake[i]);
    }
    if (own.empty()) continue;
    sum += to_nearest(mean_of(own), souls[c]);
    ++classes;
  }
  return sum / classes;
}

}  // namespace reference
