#include "tests/reference/expert_losses.h"

#include <algorithm>
#include <cmath>

#include "tests/reference/rows.h"

namespace reference {
namespace {

bool contains(const Labels& seen, std::size_t id) {
  return std::find(seen.begin(), seen.end(), static_cast<long>(id)) != seen.end();
}

double kl(const Row& p, const Row& q) {
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) sum += p[i] * std::log(p[i] / q[i]);
  return sum;
}

Row without_margin(Row scores, const Labels& seen, double margin) {
  for (std::size_t c = 0; c < scores.size(); ++c) scores[c] += contains(seen, c) ? margin : -margin;
  return scores;
}

}  // namespace

double distance(const Table& p, const Table& q, bool printed) {
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    double squares = 0, cubes = 0;
    for (std::size_t k = 0; k < p[i].size(); ++k) {
      const double d = p[i][k] - q[i][k];
      squares += d * d;
      cubes += std::abs(d * d * d);
    }
    sum += printed ? squares : cubes / std::sqrt(squares + 1e-9);
  }
  return sum / static_cast<double>(p.size());
}

double divergence(const Table& p, const Table& q, bool printed) {
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const Row a = softmax_of(p[i]), b = softmax_of(q[i]);
    Row mean = a;
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] = (a[k] + b[k]) / 2;
    sum += printed ? (kl(a, b) + kl(b, a)) / 2 : (kl(a, mean) + kl(b, mean)) / 2;
  }
  return sum / static_cast<double>(p.size());
}

double margin_aware(const Table& scores, const Labels& labels, const Labels& seen, double margin,
                    double kappa, bool shift) {
  double sum = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    Row z = without_margin(scores[i], seen, margin);
    const auto y = static_cast<std::size_t>(labels[i]);
    for (std::size_t c = 0; shift && c < z.size(); ++c) {
      if (c == y) {
        z[c] -= kappa * margin;
      } else if (contains(seen, c)) {
        z[c] += margin;
      }
    }
    sum += log_sum_exp(z) - z[y];
  }
  return sum / static_cast<double>(scores.size());
}

double self_calibration(const Table& scores, const Labels& seen, bool sum_of_logs) {
  double mass = 0, logs = 0;
  for (const Row& row : scores) {
    const Row log_p = log_softmax(row);
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (contains(seen, c)) continue;
      mass += std::exp(log_p[c]);
      logs += log_p[c];
    }
  }
  const auto rows = static_cast<double>(scores.size());
  return sum_of_logs ? -logs / rows : -std::log(mass / rows);
}

double unseen_mass(const Table& scores, const Labels& seen) {
  double sum = 0;
  for (const Row& row : scores) {
    Row unseen;
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (!contains(seen, c)) unseen.push_back(row[c]);
    }
    sum += log_sum_exp(row) - log_sum_exp(unseen);
  }
  return sum / static_cast<double>(scores.size());
}

double attribute_cross_entropy(const Table& scores, const Labels& labels, const Labels& seen,
                               double margin, bool seen_only) {
  double sum = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const Row q = without_margin(scores[i], seen, margin);
    Row competing;
    for (std::size_t c = 0; c < q.size(); ++c) {
      if (!seen_only || contains(seen, c)) competing.push_back(q[c]);
    }
    sum += log_sum_exp(competing) - q[static_cast<std::size_t>(labels[i])];
  }
  return sum / static_cast<double>(scores.size());
}

Table seen_columns(const Table& scores, const Labels& seen) {
  Table columns;
  for (const Row& row : scores) {
    columns.emplace_back();
    for (const long id : seen) columns.back().push_back(row[static_cast<std::size_t>(id)]);
  }
  return columns;
}

double attribute_regression(const Table& attribute_scores, const Table& descriptors) {
  double sum = 0;
  for (std::size_t i = 0; i < attribute_scores.size(); ++i) {
    for (std::size_t k = 0; k < attribute_scores[i].size(); ++k) {
      sum += std::pow(attribute_scores[i][k] - descriptors[i][k], 2);
    }
  }
  return sum / static_cast<double>(attribute_scores.size());
}

double attribute_decorrelation(const Table& prototypes, const std::vector<Labels>& groups) {
  double sum = 0;
  for (std::size_t m = 0; m < prototypes[0].size(); ++m) {
    for (const Labels& group : groups) {
      Row numbers;
      for (const long k : group) numbers.push_back(prototypes[static_cast<std::size_t>(k)][m]);
      sum += norm(numbers);
    }
  }
  return sum;
}

double compactness(const Table& maps, const Table& places, double images) {
  double sum = 0;
  for (const Row& map : maps) {
    std::size_t best = 0;
    for (std::size_t r = 1; r < map.size(); ++r) best = map[r] > map[best] ? r : best;
    for (std::size_t r = 0; r < map.size(); ++r) {
      const double rows = places[r][0] - places[best][0], columns = places[r][1] - places[best][1];
      sum += map[r] * (rows * rows + columns * columns);
    }
  }
  return sum / images;
}

}  // namespace reference
