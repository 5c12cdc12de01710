#include "plugins/networks/attribute_clusters.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argmin.h>
#include <ATen/ops/cdist.h>
#include <ATen/ops/multinomial.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/stack.h>
#include <zeroth/error.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace zeroth::networks {
namespace {

constexpr int kMostRounds = 100;

std::string attribute(std::int64_t number) { return "attribute " + std::to_string(number); }

at::Tensor squared_distances(const at::Tensor& rows, const at::Tensor& centres) {
  return at::cdist(rows, centres).square();
}

/// k-means++: every further centre is a row drawn by its squared distance to the nearest one.
at::Tensor first_centres(const at::Tensor& rows, std::int64_t count, at::Generator rng) {
  std::vector<at::Tensor> centres;
  at::Tensor chance = at::ones_like(rows.select(1, 0));
  while (static_cast<std::int64_t>(centres.size()) < count) {
    // Where all that is left equals a centre, any row will do.
    const at::Tensor weights = chance.sum().item<double>() > 0 ? chance : at::ones_like(chance);
    const auto chosen = at::multinomial(weights, 1, false, rng).item<std::int64_t>();
    centres.push_back(rows.select(0, chosen));
    chance = squared_distances(rows, at::stack(centres)).amin({1});
  }
  return at::stack(centres);
}

/// Gives every empty cluster the row that is farthest from its own centre.
void fill_empty(at::Tensor& assignment, at::Tensor distance, std::int64_t count) {
  for (std::int64_t cluster = 0; cluster < count; ++cluster) {
    if ((assignment == cluster).any().item<bool>()) continue;
    const auto farthest = distance.argmax().item<std::int64_t>();
    assignment[farthest] = cluster;
    distance[farthest] = -1.0;
  }
}

}  // namespace

void check_clusters(const Clusters& clusters, std::int64_t attributes) {
  std::vector<std::int64_t> cluster_of(static_cast<std::size_t>(attributes), -1);
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (clusters[i].empty()) throw Error("cluster " + std::to_string(i) + " has no attribute");
    for (const std::int64_t number : clusters[i]) {
      if (number < 0 || number >= attributes) {
        throw Error("cluster " + std::to_string(i) + " names " + attribute(number) +
                    ", but there are attributes 0 to " + std::to_string(attributes - 1));
      }
      auto& owner = cluster_of[static_cast<std::size_t>(number)];
      if (owner >= 0) {
        throw Error(attribute(number) + " is in cluster " + std::to_string(owner) +
                    " and in cluster " + std::to_string(i));
      }
      owner = static_cast<std::int64_t>(i);
    }
  }
  const auto missed = std::find(cluster_of.begin(), cluster_of.end(), -1);
  if (missed == cluster_of.end()) return;
  throw Error(attribute(missed - cluster_of.begin()) + " is in no cluster");
}

Clusters merged(const Clusters& clusters, std::int64_t count) {
  Clusters joined;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (i % static_cast<std::size_t>(count) == 0) joined.emplace_back();
    joined.back().insert(joined.back().end(), clusters[i].begin(), clusters[i].end());
  }
  return joined;
}

Clusters k_means(const at::Tensor& rows_any, std::int64_t count, at::Generator rng) {
  const at::Tensor rows = rows_any.to(at::kDouble);
  if (count > rows.size(0)) {
    throw Error(std::to_string(count) + " clusters of " + std::to_string(rows.size(0)) +
                " attributes");
  }
  at::Tensor centres = first_centres(rows, count, std::move(rng)), assignment;
  for (int round = 0; round < kMostRounds; ++round) {
    const at::Tensor distances = squared_distances(rows, centres);
    at::Tensor nearest = distances.argmin(1);
    fill_empty(nearest, distances.amin({1}), count);
    if (assignment.defined() && nearest.equal(assignment)) break;
    assignment = nearest;
    for (std::int64_t cluster = 0; cluster < count; ++cluster) {
      const at::Tensor members = (assignment == cluster).nonzero().squeeze(1);
      centres[cluster] = rows.index_select(0, members).mean(0);
    }
  }
  Clusters clusters(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < rows.size(0); ++i) {
    clusters[static_cast<std::size_t>(assignment[i].item<std::int64_t>())].push_back(i);
  }
  return clusters;
}

}  // namespace zeroth::networks
