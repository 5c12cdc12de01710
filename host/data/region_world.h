#pragma once

#include <zeroth/data_set.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "host/data/memory_regions.h"

namespace zeroth::host {

struct RegionWorldSettings {
  std::int64_t classes_seen = 16, classes_unseen = 4;
  std::int64_t attributes = 12;        ///< K
  std::int64_t channels = 64;          ///< M
  std::int64_t height = 4, width = 4;  ///< R = H*W
  std::int64_t train_per_class = 20, test_per_class = 10;
  std::int64_t word_vector = 16;  ///< G
  double noise = 0.5;             ///< of a channel, where a full attribute has 1
  std::uint64_t seed = 0;
};

/// A world in which it is known where each attribute is to be seen.
///
/// Attribute k has a word vector w_k ~ N(0,1) and a signature A w_k in channel space, A the same
/// random matrix for all, scaled to standard deviation 1 per channel: whoever learns the map V W F
/// on the seen classes can tell every attribute. A class has about half of the attributes, each at
/// a strength in [0.5,1]. In an image of the class each of them is planted in one or two regions:
/// strength times signature is added there. Then comes normal noise everywhere, then the ReLU that
/// backbones end in.
struct RegionWorld {
  std::shared_ptr<const MemoryRegions> features;  ///< [N,M,H,W]
  std::vector<std::int64_t> labels;               ///< [N], from 0; unseen ids lie among the seen
  Matrix attributes;                              ///< [C,K], the strengths: 0, or in [0.5,1]
  Matrix word_vectors;                            ///< [K,G], not normalised
  Splits splits;
  std::vector<std::uint8_t> planted;  ///< [N,K,H,W], 1 where a region holds the attribute
};

/// @throws Failure(usage) when the world would not fit into memory.
void check_world_size(const RegionWorldSettings& settings);

/// The same settings make the same world on every machine.
RegionWorld make_region_world(const RegionWorldSettings& settings);

/// The world as a data set: what data.region-hdf5 reads of its file, whose `att` has unit rows.
DataSet to_data_set(const RegionWorld& world);

}  // namespace zeroth::host
