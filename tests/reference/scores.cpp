#include "tests/reference/scores.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace reference {
namespace {

Row difference(const Row& a, const Row& b) {
  Row out = a;
  for (std::size_t i = 0; i < a.size(); ++i) out[i] -= b[i];
  return out;
}

std::map<long, Row> class_means(const TrainingRows& train) {
  std::map<long, Row> means;
  std::map<long, double> count;
  for (std::size_t i = 0; i < train.labels.size(); ++i) {
    Row& mean = means.try_emplace(train.labels[i], train.embedding[i].size(), 0.0).first->second;
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += train.embedding[i][k];
    count[train.labels[i]] += 1;
  }
  for (auto& [label, mean] : means) mean = divided(mean, count[label]);
  return means;
}

Table covariance(const TrainingRows& train, std::map<long, Row>& means, double shrinkage) {
  const std::size_t size = train.embedding[0].size();
  Table sigma(size, Row(size, 0.0));
  for (std::size_t i = 0; i < train.labels.size(); ++i) {
    const Row off = difference(train.embedding[i], means[train.labels[i]]);
    for (std::size_t a = 0; a < size; ++a) {
      for (std::size_t b = 0; b < size; ++b) {
        sigma[a][b] += off[a] * off[b] / static_cast<double>(train.labels.size());
      }
    }
  }
  double trace = 0;
  for (std::size_t a = 0; a < size; ++a) trace += sigma[a][a];
  for (std::size_t a = 0; a < size; ++a)
    sigma[a][a] += shrinkage * trace / static_cast<double>(size);
  return sigma;
}

/// Gauss elimination with the largest pivot: the y with a y = b.
Row solved(Table a, Row b) {
  for (std::size_t k = 0; k < b.size(); ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < b.size(); ++i) {
      if (std::abs(a[i][k]) > std::abs(a[pivot][k])) pivot = i;
    }
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    for (std::size_t i = 0; i < b.size(); ++i) {
      if (i == k) continue;
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j < b.size(); ++j) a[i][j] -= factor * a[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (std::size_t k = 0; k < b.size(); ++k) b[k] /= a[k][k];
  return b;
}

double product(const Row& a, const Row& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Turns in one plane after the other until nothing is left beside the diagonal (Jacobi): the axes
/// of a symmetric matrix, one a row, those of the largest variance first.
Table axes_of(Table a) {
  const std::size_t size = a.size();
  Table axes(size, Row(size, 0.0));
  for (std::size_t i = 0; i < size; ++i) axes[i][i] = 1;
  for (int sweep = 0; sweep < 60; ++sweep) {
    for (std::size_t p = 0; p < size; ++p) {
      for (std::size_t q = p + 1; q < size; ++q) {
        const double angle = 0.5 * std::atan2(2 * a[p][q], a[q][q] - a[p][p]);
        const double c = std::cos(angle), s = std::sin(angle);
        const auto turn = [&](double& x, double& y) {
          const double before = x;
          x = c * before - s * y;
          y = s * before + c * y;
        };
        for (std::size_t k = 0; k < size; ++k) turn(a[k][p], a[k][q]);
        for (std::size_t k = 0; k < size; ++k) turn(a[p][k], a[q][k]);
        for (std::size_t k = 0; k < size; ++k) turn(axes[p][k], axes[q][k]);
      }
    }
  }
  std::vector<std::size_t> order(size);
  for (std::size_t i = 0; i < size; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](auto i, auto j) { return a[i][i] > a[j][j]; });
  Table sorted;
  for (const std::size_t i : order) sorted.push_back(axes[i]);
  return sorted;
}

/// The shortest point that comes nearest to logits of 0, by the equations with a tiny ridge on the
/// shorter side.
Row origin_of(const LastLayer& layer) {
  constexpr double kRidge = 1e-11;
  const std::size_t classes = layer.weight.size(), size = layer.weight[0].size();
  Row point(size, 0.0);
  if (classes <= size) {
    Table gram(classes, Row(classes, 0.0));
    for (std::size_t c = 0; c < classes; ++c) {
      for (std::size_t d = 0; d < classes; ++d)
        gram[c][d] = product(layer.weight[c], layer.weight[d]);
      gram[c][c] += kRidge;
    }
    const Row share = solved(gram, layer.bias);
    for (std::size_t c = 0; c < classes; ++c) {
      for (std::size_t k = 0; k < size; ++k) point[k] -= layer.weight[c][k] * share[c];
    }
    return point;
  }
  Table gram(size, Row(size, 0.0));
  for (std::size_t k = 0; k < size; ++k) {
    for (std::size_t c = 0; c < classes; ++c) {
      point[k] -= layer.weight[c][k] * layer.bias[c];
      for (std::size_t j = 0; j < size; ++j) gram[k][j] += layer.weight[c][k] * layer.weight[c][j];
    }
    gram[k][k] += kRidge;
  }
  return solved(gram, point);
}

/// What is left of a row once its parts along the axes are taken off.
double left_over(Row row, const Table& axes, std::size_t dimensions) {
  for (std::size_t i = 0; i < dimensions; ++i) {
    const double part = product(row, axes[i]);
    for (std::size_t k = 0; k < row.size(); ++k) row[k] -= part * axes[i][k];
  }
  return norm(row);
}

}  // namespace

double msp(const Row& logits) { return largest(softmax_of(logits)); }

double log_msp(const Row& logits) { return largest(log_softmax(logits)); }

double energy(const Row& logits, double temperature) {
  return temperature * log_sum_exp(divided(logits, temperature));
}

double max_logit(const Row& logits) { return largest(logits); }

double odin(const Row& logits, double temperature) { return msp(divided(logits, temperature)); }

double entropy(const Row& logits) {
  double sum = 0;
  for (const double log_p : log_softmax(logits)) sum += std::exp(log_p) * log_p;
  return sum;
}

double kl_uniform(const Row& logits) {
  const double uniform = 1.0 / static_cast<double>(logits.size());
  double sum = 0;
  for (const double log_p : log_softmax(logits)) sum += uniform * (std::log(uniform) - log_p);
  return sum;
}

double gradnorm(const Row& logits, const Row& embedding, bool ones) {
  const double classes = static_cast<double>(logits.size());
  // Every entry of the gradient with respect to the last layer's weights.
  double sum = 0;
  for (const double p : softmax_of(logits)) {
    for (const double e : embedding)
      sum += std::abs(ones ? e * (classes * p - 1) : e * (p - 1 / classes));
  }
  return sum;
}

double gen(const Row& logits, double gamma, std::size_t top_classes) {
  Row p = softmax_of(logits);
  std::sort(p.rbegin(), p.rend());
  double sum = 0;
  for (std::size_t c = 0; c < std::min(top_classes, p.size()); ++c) {
    double rest = 0;  // 1 - p without its rounding
    for (std::size_t other = 0; other < p.size(); ++other) rest += other == c ? 0 : p[other];
    sum -= std::pow(p[c], gamma) * std::pow(rest, gamma);
  }
  return sum;
}

double mahalanobis(const TrainingRows& train, double shrinkage, const Row& embedding) {
  std::map<long, Row> means = class_means(train);
  const Table sigma = covariance(train, means, shrinkage);
  Row scores;
  for (const auto& [label, mean] : means) {
    const Row off = difference(embedding, mean), solution = solved(sigma, off);
    double distance = 0;
    for (std::size_t i = 0; i < off.size(); ++i) distance += off[i] * solution[i];
    scores.push_back(-distance);
  }
  return largest(scores);
}

double knn(const TrainingRows& train, std::size_t k, const Row& embedding) {
  const Row query = divided(embedding, std::max(norm(embedding), 1e-12));
  Row distances;
  for (const Row& row : train.embedding) {
    distances.push_back(norm(difference(query, divided(row, std::max(norm(row), 1e-12)))));
  }
  std::sort(distances.begin(), distances.end());
  return -distances[k - 1];
}

double react(const TrainingRows& train, const LastLayer& layer, double quantile, double temperature,
             const Row& embedding) {
  Row all;
  for (const Row& row : train.embedding) all.insert(all.end(), row.begin(), row.end());
  std::sort(all.begin(), all.end());
  std::size_t kept = 1;
  while (static_cast<double>(kept) < quantile * static_cast<double>(all.size())) ++kept;
  Row cut = embedding, logits = layer.bias;
  for (double& one : cut) one = std::min(one, all[kept - 1]);
  for (std::size_t c = 0; c < logits.size(); ++c) logits[c] += product(layer.weight[c], cut);
  return energy(logits, temperature);
}

double vim(const TrainingRows& train, const Table& logits, const LastLayer& layer,
           std::size_t dimensions, bool probability, const Row& embedding, const Row& of) {
  const Row origin = origin_of(layer);
  const std::size_t size = origin.size();
  Table products(size, Row(size, 0.0));
  for (const Row& row : train.embedding) {
    const Row moved = difference(row, origin);
    for (std::size_t a = 0; a < size; ++a) {
      for (std::size_t b = 0; b < size; ++b) products[a][b] += moved[a] * moved[b];
    }
  }
  const Table axes = axes_of(products);
  double largest_logits = 0, residuals = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    largest_logits += largest(logits[i]);
    residuals += left_over(difference(train.embedding[i], origin), axes, dimensions);
  }
  Row all = of;
  all.push_back(largest_logits / residuals *
                left_over(difference(embedding, origin), axes, dimensions));
  if (!probability) return log_sum_exp(of) - all.back();
  double seen = 0;
  const Row p = softmax_of(all);
  for (std::size_t c = 0; c < of.size(); ++c) seen += p[c];
  return seen;
}

Row odin_features(const Table& weight, const Row& features, double temperature, double epsilon) {
  Row logits;
  for (const Row& w : weight) {
    double sum = 0;
    for (std::size_t j = 0; j < w.size(); ++j) sum += w[j] * features[j];
    logits.push_back(sum / temperature);
  }
  const Row p = softmax_of(logits);
  const auto predicted = static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
  Row moved = features;
  for (std::size_t j = 0; j < moved.size(); ++j) {
    double slope = 0;  // of the negative log-likelihood of the predicted class
    for (std::size_t c = 0; c < p.size(); ++c) {
      slope += (p[c] - (c == predicted ? 1 : 0)) * weight[c][j] / temperature;
    }
    moved[j] = std::max(0.0, moved[j] - (slope > 0 ? epsilon : slope < 0 ? -epsilon : 0));
  }
  return moved;
}

}  // namespace reference
