#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace zeroth::host {

/// How t-SNE goes on. Exaggeration, learning rate and momentum are those of the authors' code and
/// of Belkina et al., Automated optimized parameters for t-distributed stochastic neighbor
/// embedding, Nature Communications 10, 2019.
struct TSneSettings {
  double perplexity = 30;  ///< as if each row had so many neighbours; below a third of the rows
  int iterations = 1000;
  int exaggerated = 250;  ///< iterations at the start in which neighbours draw more strongly
  double exaggeration = 12;
};

/// A t-SNE map.
struct TSneMap {
  at::Tensor points;      ///< [n,2] double, around 0
  double perplexity = 0;  ///< that was used: there may be fewer rows than the one asked for needs
  double divergence =
      0;  ///< Kullback-Leibler divergence of the map's shares from the rows', in nats
};

/// Is told that an iteration is done; throws to stop.
using TellIteration = std::function<void(int done)>;

/// Exact t-SNE (van der Maaten and Hinton, JMLR 9, 2008) of rows [n,D]: every pair counts.
/// Takes 4 n^2 bytes, and a time that grows with n^2. Nothing is drawn: the same rows give the same
/// bits, with any number of threads.
/// @param start  [n,2] where the points begin, but for their scale; as a rule the principal plane
TSneMap t_sne(const at::Tensor& rows, const at::Tensor& start, const TSneSettings& settings,
              const TellIteration& tell);

// Its parts, of float or double.

/// Kullback-Leibler divergence of the map's shares from `shares` [n,n], in nats.
double t_sne_divergence(const at::Tensor& shares, const at::Tensor& points);

/// Its gradient by the points [n,2], where shares count `exaggeration` times. All of one type.
at::Tensor t_sne_gradient(const at::Tensor& shares, const at::Tensor& points, double exaggeration);

}  // namespace zeroth::host
