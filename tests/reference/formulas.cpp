#include "tests/reference/formulas.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tests/reference/basics.h"

namespace reference {
namespace {

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

}  // namespace

double cross_entropy(const Table& logits, const Labels& labels, double temperature) {
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    std::vector<double> scaled = logits[i];
    for (double& one : scaled) one /= temperature;
    sum -= log_softmax(scaled)[static_cast<std::size_t>(labels[i])];
  }
  return sum / static_cast<double>(logits.size());
}

double pair_loss(const Table& teacher, const Table& student, const Labels& labels, bool half) {
  double sum = 0;
  for (std::size_t i = 0; i < teacher.size(); ++i) {
    for (std::size_t j = 0; j < student.size(); ++j) {
      const double c = cosine(teacher[i], student[j]);
      const double logit = half ? (c + 1) / 2 : c;
      sum += labels[i] == labels[j] ? softplus(-logit) : softplus(logit);
    }
  }
  return sum / static_cast<double>(teacher.size() * student.size());
}

double logit_distillation(const Table& teacher, const Table& student, const Labels& seen,
                          const char* norm_name) {
  double sum = 0;
  for (std::size_t i = 0; i < teacher.size(); ++i) {
    std::vector<double> restricted;
    for (const long id : seen) restricted.push_back(student[i][static_cast<std::size_t>(id)]);
    const auto log_p = log_softmax(normalised(teacher[i], norm_name));
    const auto log_q = log_softmax(normalised(restricted, norm_name));
    for (std::size_t c = 0; c < log_p.size(); ++c)
      sum += std::exp(log_p[c]) * (log_p[c] - log_q[c]);
  }
  return sum / static_cast<double>(teacher.size());
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

double supervised_contrastive(const Table& z, const Labels& labels, double temperature) {
  double sum = 0;
  int anchors = 0;
  for (std::size_t i = 0; i < z.size(); ++i) {
    std::vector<double> others, partners;
    for (std::size_t k = 0; k < z.size(); ++k) {
      if (k == i) continue;
      others.push_back(product(z[i], z[k]) / temperature);
      if (labels[k] == labels[i]) partners.push_back(others.back());
    }
    if (partners.empty()) continue;
    ++anchors;
    double mean = 0;
    for (const double one : partners) mean -= one - log_sum_exp(others);
    sum += mean / static_cast<double>(partners.size());
  }
  return anchors == 0 ? 0.0 : sum / anchors;
}

double class_contrastive(const Table& scores, const Labels& labels, const Labels& seen,
                         double temperature) {
  Labels positions;
  for (const long label : labels) {
    positions.push_back(std::find(seen.begin(), seen.end(), label) - seen.begin());
  }
  return cross_entropy(scores, positions, temperature);
}

double semantic_reconstruction(const Table& decoded, const Table& attributes, bool weighted) {
  double sum = 0;
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    double squares = 1e-12, cubes = 0, distance = 0;
    for (std::size_t k = 0; k < decoded[i].size(); ++k) {
      const double e = std::abs(decoded[i][k] - attributes[i][k]);
      squares += e * e;
      cubes += e * e * e;
      distance += e;
    }
    sum += weighted ? cubes / std::sqrt(squares) : distance;
  }
  return sum / static_cast<double>(decoded.size());
}

double vae_kl(const Table& mean, const Table& log_variance) {
  double sum = 0;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    for (std::size_t k = 0; k < mean[i].size(); ++k) {
      const double m = mean[i][k], v = log_variance[i][k];
      sum -= (1 + v - m * m - std::exp(v)) / 2;
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
