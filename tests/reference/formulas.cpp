#include "tests/reference/formulas.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tests/reference/rows.h"

namespace reference {
namespace {

double cosine(const std::vector<double>& a, const std::vector<double>& b) {
  double product = 0;
  for (std::size_t i = 0; i < a.size(); ++i) product += a[i] * b[i];
  return product / (std::max(norm(a), 1e-8) * std::max(norm(b), 1e-8));
}

std::vector<double> normalised(std::vector<double> x, const char* how) {
  if (std::strcmp(how, "softmax2") == 0) return softmax_of(x);
  if (std::strcmp(how, "none") == 0) return x;
  const double length = std::max(norm(x), 1e-12);
  for (double& one : x) one /= length;
  return x;
}

std::vector<double> concatenated(std::vector<double> x, const std::vector<double>& a) {
  x.insert(x.end(), a.begin(), a.end());
  return x;
}

/// Of distributions that are given by their logarithms.
double divergence(const Row& log_p, const Row& log_q) {
  double sum = 0;
  for (std::size_t i = 0; i < log_p.size(); ++i) {
    sum += std::exp(log_p[i]) * (log_p[i] - log_q[i]);
  }
  return sum;
}

/// Logarithms of a distribution as label against rest, and of the others as shares of the rest.
struct Halves {
  Row target, others;
};
Halves halves_of(const Row& logits, std::size_t label) {
  Row rest = logits;
  rest.erase(rest.begin() + static_cast<long>(label));
  const double whole = log_sum_exp(logits);
  return {{logits[label] - whole, log_sum_exp(rest) - whole}, log_softmax(rest)};
}

Row vector_to(const Row& from, const Row& to) {
  Row out = to;
  for (std::size_t k = 0; k < out.size(); ++k) out[k] -= from[k];
  return out;
}

double distance(const Row& a, const Row& b) { return norm(vector_to(a, b)); }

double mean_distance(const Table& x) {
  double sum = 0, pairs = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (i == j) continue;
      sum += distance(x[i], x[j]);
      ++pairs;
    }
  }
  return sum / pairs;
}

/// Of the angle at the middle one; 0 where a leg has no length.
double angle(const Row& a, const Row& middle, const Row& b) {
  const Row first = vector_to(middle, a), second = vector_to(middle, b);
  const double lengths = norm(first) * norm(second);
  double product = 0;
  for (std::size_t k = 0; k < first.size(); ++k) product += first[k] * second[k];
  return lengths > 0 ? product / lengths : 0;
}

double huber(double u) { return std::abs(u) <= 1 ? u * u / 2 : std::abs(u) - 0.5; }

}  // namespace

double cross_entropy(const Table& logits, const Labels& labels, double temperature) {
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    sum -= log_softmax(divided(logits[i], temperature))[static_cast<std::size_t>(labels[i])];
  }
  return sum / static_cast<double>(logits.size());
}

std::vector<double> log_prior(const Labels& labels, std::size_t classes) {
  std::vector<double> rows(classes, 0);
  for (const long label : labels) ++rows[static_cast<std::size_t>(label)];
  double rarest = static_cast<double>(labels.size());
  for (const double count : rows) {
    if (count > 0) rarest = std::min(rarest, count);
  }
  double all = 0;
  for (double& count : rows) {
    if (count == 0) count = rarest;
    all += count;
  }
  for (double& count : rows) count = std::log(count / all);
  return rows;
}

double logit_adjusted_cross_entropy(const Table& logits, const Labels& labels,
                                    const std::vector<double>& log_prior, double tau) {
  Table moved = logits;
  for (Row& row : moved) {
    for (std::size_t c = 0; c < row.size(); ++c) row[c] += tau * log_prior[c];
  }
  return cross_entropy(moved, labels, 1);
}

double pair_loss(const Table& teacher, const Table& student, const Labels& labels,
                 const PairRule& rule) {
  double same = 0, other = 0, same_count = 0, other_count = 0;
  for (std::size_t i = 0; i < teacher.size(); ++i) {
    for (std::size_t j = 0; j < student.size(); ++j) {
      const double c = cosine(teacher[i], student[j]);
      const double logit = ((rule.half ? (c + 1) / 2 : c) - rule.threshold) / rule.temperature;
      if (labels[i] == labels[j]) {
        same += softplus(-logit);
        ++same_count;
      } else {
        other += softplus(logit);
        ++other_count;
      }
    }
  }
  if (!rule.balanced || other_count == 0) return (same + other) / (same_count + other_count);
  return (same / same_count + other / other_count) / 2;
}

double logit_distillation(const Table& teacher, const Table& student, const Labels& seen,
                          const char* norm_name, double temperature) {
  double sum = 0;
  for (std::size_t i = 0; i < teacher.size(); ++i) {
    std::vector<double> restricted;
    for (const long id : seen) restricted.push_back(student[i][static_cast<std::size_t>(id)]);
    const auto log_p = log_softmax(divided(normalised(teacher[i], norm_name), temperature));
    const auto log_q = log_softmax(divided(normalised(restricted, norm_name), temperature));
    for (std::size_t c = 0; c < log_p.size(); ++c)
      sum += std::exp(log_p[c]) * (log_p[c] - log_q[c]);
  }
  return temperature * temperature * sum / static_cast<double>(teacher.size());
}

double decoupled_distillation(const Table& teacher, const Table& student, const Labels& labels,
                              const Labels& seen, double target_weight, double other_weight,
                              double temperature) {
  double sum = 0;
  for (std::size_t i = 0; i < teacher.size(); ++i) {
    Row restricted;
    std::size_t label = 0;
    for (std::size_t c = 0; c < seen.size(); ++c) {
      restricted.push_back(student[i][static_cast<std::size_t>(seen[c])]);
      if (seen[c] == labels[i]) label = c;
    }
    const Halves p = halves_of(divided(teacher[i], temperature), label);
    const Halves q = halves_of(divided(restricted, temperature), label);
    sum += target_weight * divergence(p.target, q.target);
    sum += other_weight * divergence(p.others, q.others);
  }
  return temperature * temperature * sum / static_cast<double>(teacher.size());
}

double relational_distillation(const Table& teacher, const Table& student, double distance_weight,
                               double angle_weight) {
  double distances = 0, pairs = 0, angles = 0, triples = 0;
  const double of_teacher = mean_distance(teacher), of_student = mean_distance(student);
  for (std::size_t i = 0; i < teacher.size(); ++i) {
    for (std::size_t j = 0; j < teacher.size(); ++j) {
      if (i == j) continue;
      distances += huber(distance(student[i], student[j]) / of_student -
                         distance(teacher[i], teacher[j]) / of_teacher);
      ++pairs;
      for (std::size_t k = 0; k < teacher.size(); ++k) {
        if (k == i || k == j) continue;
        angles += huber(angle(student[i], student[j], student[k]) -
                        angle(teacher[i], teacher[j], teacher[k]));
        ++triples;
      }
    }
  }
  double loss = pairs > 0 ? distance_weight * distances / pairs : 0;
  if (triples > 0) loss += angle_weight * angles / triples;
  return loss;
}

double Critic::score(const std::vector<double>& x, const std::vector<double>& a) const {
  const std::vector<double> in = concatenated(x, a);
  double out = output_bias;
  for (std::size_t h = 0; h < hidden_bias.size(); ++h) {
    double z = hidden_bias[h];
    for (std::size_t i = 0; i < in.size(); ++i) z += hidden_weight[h][i] * in[i];
    out += output_weight[h] * (z > 0 ? z : 0.2 * z);
  }
  return out;
}

std::vector<double> Critic::gradient(const std::vector<double>& x,
                                     const std::vector<double>& a) const {
  const std::vector<double> in = concatenated(x, a);
  std::vector<double> gradient(x.size(), 0.0);
  for (std::size_t h = 0; h < hidden_bias.size(); ++h) {
    double z = hidden_bias[h];
    for (std::size_t i = 0; i < in.size(); ++i) z += hidden_weight[h][i] * in[i];
    for (std::size_t j = 0; j < x.size(); ++j) {
      gradient[j] += output_weight[h] * (z > 0 ? 1.0 : 0.2) * hidden_weight[h][j];
    }
  }
  return gradient;
}

double gradient_penalty(const Critic& critic, const Table& real, const Table& fake,
                        const Table& attributes, const std::vector<double>& mix, double weight) {
  double sum = 0;
  for (std::size_t i = 0; i < real.size(); ++i) {
    std::vector<double> between(real[i].size());
    for (std::size_t j = 0; j < between.size(); ++j) {
      between[j] = mix[i] * real[i][j] + (1 - mix[i]) * fake[i][j];
    }
    const double off = norm(critic.gradient(between, attributes[i])) - 1;
    sum += off * off;
  }
  return weight * sum / static_cast<double>(real.size());
}

std::vector<double> ood_label(double score, double weight, double offset, bool softmax) {
  const double c = 1 / (1 + std::exp(-weight * (score + offset)));
  return softmax ? softmax_of({c, 1 - c}) : std::vector<double>{c, 1 - c};
}

std::vector<double> ood_embedding(const std::vector<double>& logits, const Table& weight,
                                  const std::vector<double>& bias, bool log_input, bool softmax) {
  const std::vector<double> read = log_input ? log_softmax(logits) : softmax_of(logits);
  std::vector<double> out = bias;
  for (std::size_t k = 0; k < out.size(); ++k) {
    for (std::size_t c = 0; c < read.size(); ++c) out[k] += weight[k][c] * read[c];
  }
  return softmax ? softmax_of(out) : out;
}

}  // namespace reference
