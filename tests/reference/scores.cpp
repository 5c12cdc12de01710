#include "tests/reference/scores.h"

#include <map>

#include "tests/reference/basics.h"

namespace reference {
namespace {

Row divided(Row x, double by) {
  for (double& one : x) one /= by;
  return x;
}

Row difference(Row a, const Row& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return a;
}

/// x with matrix x = right, by elimination with pivots.
Row solved(Table matrix, Row right) {
  const std::size_t n = right.size();
  for (std::size_t c = 0; c < n; ++c) {
    std::size_t pivot = c;
    for (std::size_t r = c; r < n; ++r) {
      if (std::abs(matrix[r][c]) > std::abs(matrix[pivot][c])) pivot = r;
    }
    std::swap(matrix[c], matrix[pivot]);
    std::swap(right[c], right[pivot]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == c) continue;
      const double factor = matrix[r][c] / matrix[c][c];
      for (std::size_t k = c; k < n; ++k) matrix[r][k] -= factor * matrix[c][k];
      right[r] -= factor * right[c];
    }
  }
  for (std::size_t c = 0; c < n; ++c) right[c] /= matrix[c][c];
  return right;
}

std::map<long, Row> class_means(const Table& rows, const Labels& labels) {
  std::map<long, Row> sums;
  std::map<long, double> counts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Row& sum = sums[labels[i]];
    sum.resize(rows[i].size(), 0.0);
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += rows[i][k];
    ++counts[labels[i]];
  }
  for (auto& [label, sum] : sums) sum = divided(sum, counts[label]);
  return sums;
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
  const auto classes = static_cast<double>(logits.size());
  double sum = 0;
  for (const double log_p : log_softmax(logits)) sum += (std::log(1 / classes) - log_p) / classes;
  return sum;
}

double gradnorm(const Row& logits, const Row& embedding, bool ones) {
  // The gradient of -sum_c t_c log p_c by W_ck is (p_c sum t - t_c) e_k.
  const auto classes = static_cast<double>(logits.size());
  const double target = ones ? 1 : 1 / classes;
  double sum = 0;
  for (const double p : softmax_of(logits)) {
    for (const double e : embedding) sum += std::abs((p * target * classes - target) * e);
  }
  return sum;
}

double gen(const Row& logits, double gamma, std::size_t top_classes) {
  Row sorted = logits;
  std::sort(sorted.begin(), sorted.end(), std::greater<double>());
  double sum = 0;
  for (std::size_t c = 0; c < std::min(top_classes, sorted.size()); ++c) {
    Row others = sorted;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(c));
    if (others.empty()) continue;
    const double log_p = sorted[c] - log_sum_exp(sorted);
    const double log_rest = log_sum_exp(others) - log_sum_exp(sorted);
    sum -= std::exp(gamma * (log_p + log_rest));
  }
  return sum;
}

double mahalanobis(const Row& embedding, const Table& train, const Labels& labels,
                   double shrinkage) {
  const std::size_t width = embedding.size();
  const auto means = class_means(train, labels);
  Table covariance(width, Row(width, 0.0));
  for (std::size_t i = 0; i < train.size(); ++i) {
    const Row d = difference(train[i], means.at(labels[i]));
    for (std::size_t r = 0; r < width; ++r) {
      for (std::size_t c = 0; c < width; ++c) {
        covariance[r][c] += d[r] * d[c] / static_cast<double>(train.size());
      }
    }
  }
  double trace = 0;
  for (std::size_t k = 0; k < width; ++k) trace += covariance[k][k];
  for (std::size_t k = 0; k < width; ++k) {
    covariance[k][k] += shrinkage * trace / static_cast<double>(width);
  }
  Row scores;
  for (const auto& [label, mean] : means) {
    const Row d = difference(embedding, mean);
    scores.push_back(-product(d, solved(covariance, d)));
  }
  return largest(scores);
}

double knn(const Row& embedding, const Table& train, std::size_t k) {
  const auto unit = [](const Row& x) { return divided(x, std::max(norm(x), 1e-12)); };
  Row distances;
  for (const Row& row : train) distances.push_back(norm(difference(unit(embedding), unit(row))));
  std::sort(distances.begin(), distances.end());
  return -distances[k - 1];
}

}  // namespace reference
