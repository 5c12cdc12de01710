#include "tests/reference/generators.h"

#include <algorithm>
#include <cmath>

#include "tests/reference/generative_losses.h"

namespace reference {
namespace {

Row leaky(Row x) {
  for (double& one : x) one = one > 0 ? one : 0.2 * one;
  return x;
}

Row rectified(Row x) {
  for (double& one : x) one = std::max(one, 0.0);
  return x;
}

Row joined(Row x, const Row& y) {
  x.insert(x.end(), y.begin(), y.end());
  return x;
}

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// mean + exp(log_variance / 2) * noise
Row drawn(const Row& mean, const Row& log_variance, const Row& noise) {
  Row z;
  for (std::size_t k = 0; k < mean.size(); ++k) {
    z.push_back(mean[k] + std::exp(log_variance[k] / 2) * noise[k]);
  }
  return z;
}

Row generated_logits(const VaeGan& of, const Row& code, const Row& attributes) {
  return of.generator_output(leaky(of.generator_hidden(joined(code, attributes))));
}

Row generated(const VaeGan& of, const Row& code, const Row& attributes) {
  Row made = generated_logits(of, code, attributes);
  for (double& one : made) one = logistic(one);
  return made;
}

double absolute(const Row& a, const Row& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += std::abs(a[k] - b[k]);
  return sum;
}

Row decoded(const Decoder& by, const Row& z) { return by.output(rectified(by.hidden(z))); }

/// Scale and shift of the second half of a row, from its first half.
struct Change {
  Row log_scale, shift;
};
Change change_of(const AffineCoupling& by, const Row& x, double largest) {
  const Row first(x.begin(), x.begin() + static_cast<long>(x.size() / 2));
  const Row both = by.output(rectified(by.hidden(first)));
  Change change;
  for (std::size_t k = 0; k < both.size() / 2; ++k) {
    change.log_scale.push_back(largest * std::tanh(both[k] / largest));
    change.shift.push_back(both[k + both.size() / 2]);
  }
  return change;
}

/// Where column k of a permuted row was.
std::size_t origin(std::size_t k, std::size_t length) {
  const std::size_t odd = length / 2;
  return k < odd ? 2 * k + 1 : 2 * (k - odd);
}

double squares(const Row& a, const Row& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

double mean_kernel(const Table& x, const Table& y, double width) {
  double sum = 0;
  for (const Row& one : x) {
    for (const Row& other : y) {
      for (const double factor : {0.25, 1.0, 4.0}) {
        sum += std::exp(-squares(one, other) / (2 * factor * width));
      }
    }
  }
  return sum / static_cast<double>(x.size() * y.size());
}

}  // namespace

Row Layer::operator()(const Row& x) const {
  Row out = bias;
  for (std::size_t o = 0; o < out.size(); ++o) {
    for (std::size_t i = 0; i < x.size(); ++i) out[o] += weight[o][i] * x[i];
  }
  return out;
}

double VaeGan::critic_loss(const Table& features, const Table& attributes, const Table& noise,
                           const Row& mix) const {
  Table fake;
  double difference = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    fake.push_back(generated(*this, noise[i], attributes[i]));
    difference += critic.score(fake[i], attributes[i]) - critic.score(features[i], attributes[i]);
  }
  return adversarial_weight *
         (difference / static_cast<double>(features.size()) +
          gradient_penalty(critic, features, fake, attributes, mix, penalty_weight));
}

double VaeGan::generator_loss(const Table& features, const Table& attributes,
                              const Table& code_noise, const Table& noise) const {
  Table means, log_variances, logits;
  double scores = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const Row first = leaky(encoder_hidden(joined(features[i], attributes[i])));
    const Row h = leaky(encoder_narrow(first));
    means.push_back(encoder_mean(h));
    log_variances.push_back(encoder_log_variance(h));
    const Row z = drawn(means[i], log_variances[i], code_noise[i]);
    logits.push_back(generated_logits(*this, z, attributes[i]));
    scores += critic.score(generated(*this, noise[i], attributes[i]), attributes[i]);
  }
  return feature_reconstruction(logits, features) + vae_kl(means, log_variances) -
         adversarial_weight * scores / static_cast<double>(features.size());
}

Row Refinement::code(const Row& x) const { return latent(leaky(hidden(x))); }

Row Refinement::found(const Row& x) const { return attributes(leaky(code(x))); }

Row Refinement::refined(const Row& x) const { return joined(joined(x, code(x)), found(x)); }

double margin_centre(const Table& codes, const Labels& own, const Labels& other,
                     const Table& centres, double margin, double balance) {
  double sum = 0;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const double near = squares(codes[i], centres[static_cast<std::size_t>(own[i])]);
    const double far = squares(codes[i], centres[static_cast<std::size_t>(other[i])]);
    sum += std::max(0.0, margin + balance * near - (1 - balance) * far);
  }
  return sum / static_cast<double>(codes.size());
}

double semantic_cycle(const Refinement& by, const Table& features, const Table& fake,
                      const Table& attributes) {
  double sum = 0;
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    sum += absolute(by.found(features[i]), attributes[i]);
    sum += absolute(by.found(fake[i]), attributes[i]);
  }
  return sum / static_cast<double>(attributes.size());
}

AlignedAutoencoders::Losses AlignedAutoencoders::losses(const Table& features,
                                                        const Table& attributes,
                                                        const Table& feature_noise,
                                                        const Table& attribute_noise) const {
  Table means, log_variances, other_means, other_log_variances;
  Losses sum;
  const double rows = static_cast<double>(features.size());
  for (std::size_t i = 0; i < features.size(); ++i) {
    const Row &x = features[i], &a = attributes[i];
    const Row h = rectified(feature_encoder.hidden(x)), g = rectified(attribute_encoder.hidden(a));
    means.push_back(feature_encoder.mean(h));
    log_variances.push_back(feature_encoder.log_variance(h));
    other_means.push_back(attribute_encoder.mean(g));
    other_log_variances.push_back(attribute_encoder.log_variance(g));
    const Row z = drawn(means[i], log_variances[i], feature_noise[i]);
    const Row c = drawn(other_means[i], other_log_variances[i], attribute_noise[i]);
    sum.own += absolute(decoded(feature_decoder, z), x) / rows;
    sum.own += absolute(decoded(attribute_decoder, c), a) / rows;
    sum.cross += absolute(decoded(feature_decoder, c), x) / rows;
    sum.cross += absolute(decoded(attribute_decoder, z), a) / rows;
  }
  sum.divergence = vae_kl(means, log_variances) + vae_kl(other_means, other_log_variances);
  sum.alignment = reference::alignment(means, log_variances, other_means, other_log_variances);
  return sum;
}

double alignment(const Table& mean, const Table& log_variance, const Table& other_mean,
                 const Table& other_log_variance) {
  double sum = 0;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    double square = squares(mean[i], other_mean[i]);
    for (std::size_t k = 0; k < mean[i].size(); ++k) {
      const double off = std::exp(log_variance[i][k] / 2) - std::exp(other_log_variance[i][k] / 2);
      square += off * off;
    }
    sum += std::sqrt(square + 1e-12);
  }
  return sum / static_cast<double>(mean.size());
}

Row InvertibleFlow::code(Row x, double* log_determinant) const {
  for (const AffineCoupling& one : couplings) {
    const Change change = change_of(one, x, largest_scale);
    Row moved = x;
    for (std::size_t k = 0; k < change.shift.size(); ++k) {
      double& number = moved[x.size() / 2 + k];
      number = number * std::exp(change.log_scale[k]) + change.shift[k];
      *log_determinant += change.log_scale[k];
    }
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = moved[origin(k, x.size())];
  }
  return x;
}

Row InvertibleFlow::row(Row code) const {
  for (std::size_t i = couplings.size(); i-- > 0;) {
    Row x(code.size());
    for (std::size_t k = 0; k < x.size(); ++k) x[origin(k, x.size())] = code[k];
    const Change change = change_of(couplings[i], x, largest_scale);
    for (std::size_t k = 0; k < change.shift.size(); ++k) {
      double& number = x[x.size() / 2 + k];
      number = (number - change.shift[k]) * std::exp(-change.log_scale[k]);
    }
    code = x;
  }
  return code;
}

double flow_likelihood(const InvertibleFlow& flow, const Table& features, const Table& attributes,
                       double deviation) {
  double sum = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    double log_determinant = 0;
    const Row code = flow.code(features[i], &log_determinant);
    for (std::size_t k = 0; k < code.size(); ++k) {
      const bool semantic = k < attributes[i].size();
      const double off = semantic ? (code[k] - attributes[i][k]) / deviation : code[k];
      sum += off * off / 2;
    }
    sum -= log_determinant;
  }
  return sum / static_cast<double>(features.size() * features[0].size());
}

double flow_centre(const InvertibleFlow& flow, const Table& means, const Table& attributes) {
  double sum = 0;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const Row rest(means[i].size() - attributes[i].size(), 0.0);
    sum += squares(flow.row(joined(attributes[i], rest)), means[i]);
  }
  return sum / static_cast<double>(means.size());
}

double maximum_mean_discrepancy(const Table& x, const Table& y) {
  double width = 0;
  for (const Row& one : x) {
    for (const Row& other : x) width += squares(one, other);
  }
  width = std::max(width / static_cast<double>(x.size() * x.size()), 1e-12);
  return mean_kernel(x, x, width) + mean_kernel(y, y, width) - 2 * mean_kernel(x, y, width);
}

}  // namespace reference
