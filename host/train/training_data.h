#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/training.h>

#include <cstdint>

#include "host/data/region_rows.h"

namespace zeroth::host {

/// All that training may see: rows of seen classes and the descriptors of every class. Test rows
/// are not reachable from here.
struct TrainingData {
  at::Tensor features;      ///< [n,D] float32, scaled; undefined where there are regions
  RegionRows regions;       ///< region features of the n images, or nothing
  at::Tensor word_vectors;  ///< [K,G] float32 unit rows, with regions only
  at::Tensor labels;        ///< [n] int64, class ids
  at::Tensor positions;     ///< [n] int64, place of the label in `classes.seen`
  Classes classes;

  std::int64_t rows() const { return labels.size(0); }
  at::Device device() const { return labels.device(); }
  Sizes sizes() const;
};

/// The same data with every tensor on that device; region features stay where they are read from.
TrainingData on_device(TrainingData data, const at::Device& device);

}  // namespace zeroth::host
