#pragma once

#include <vector>

#include "tests/reference/formulas.h"
#include "tests/reference/rows.h"

// Networks of generators (plugins/generator/README.md), row by row, and what they learn by. They
// share nothing with the plugins.
namespace reference {

/// weight x + bias
struct Layer {
  Table weight;
  Row bias;
  Row operator()(const Row& x) const;
};

/// f-VAEGAN-D2: encoder, generator and critic, and the weights of its losses.
struct VaeGan {
  Layer encoder_hidden, encoder_narrow, encoder_mean, encoder_log_variance;
  Layer generator_hidden, generator_output;
  Critic critic;
  double adversarial_weight, penalty_weight;

  double critic_loss(const Table& features, const Table& attributes, const Table& noise,
                     const Row& mix) const;
  double generator_loss(const Table& features, const Table& attributes, const Table& code_noise,
                        const Table& noise) const;
};

/// FREE: the refinement of features, and what it learns by.
struct Refinement {
  Layer hidden, latent, attributes;

  Row code(const Row& x) const;
  Row found(const Row& x) const;    ///< the descriptor
  Row refined(const Row& x) const;  ///< [x, code, descriptor]
};
double margin_centre(const Table& codes, const Labels& own, const Labels& other,
                     const Table& centres, double margin, double balance);
double semantic_cycle(const Refinement& by, const Table& features, const Table& fake,
                      const Table& attributes);

/// CADA-VAE: an encoder and a decoder with a hidden layer of ReLU.
struct Coder {
  Layer hidden, mean, log_variance;
};
struct Decoder {
  Layer hidden, output;
};
struct AlignedAutoencoders {
  Coder feature_encoder, attribute_encoder;
  Decoder feature_decoder, attribute_decoder;

  struct Losses {
    double own = 0, cross = 0, divergence = 0, alignment = 0;
  };
  Losses losses(const Table& features, const Table& attributes, const Table& feature_noise,
                const Table& attribute_noise) const;
};
/// 2-Wasserstein distance of independent normal numbers, a mean over the rows.
double alignment(const Table& mean, const Table& log_variance, const Table& other_mean,
                 const Table& other_log_variance);

/// IZF: a coupling, and couplings in a row with a permutation behind each.
struct AffineCoupling {
  Layer hidden, output;
};
struct InvertibleFlow {
  std::vector<AffineCoupling> couplings;
  double largest_scale;

  Row code(Row x, double* log_determinant) const;
  Row row(Row code) const;
};
/// For each feature, without its constant.
double flow_likelihood(const InvertibleFlow& flow, const Table& features, const Table& attributes,
                       double deviation);
/// Squared distance of class means from what descriptors lead to with a rest of zeros.
double flow_centre(const InvertibleFlow& flow, const Table& means, const Table& attributes);
double maximum_mean_discrepancy(const Table& x, const Table& y);

}  // namespace reference
