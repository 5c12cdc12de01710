#pragma once

#include <ATen/core/Tensor.h>
#include <zeroth/training.h>

#include <cstdint>
#include <string>

#include "host/samples/stored_samples.h"

namespace zeroth::host {

/// All that training may see: rows of seen classes, the descriptors of every class, and what the
/// problem's setting adds. No other test row is reachable from here.
struct TrainingData {
  StoredSamples samples;    ///< n of them
  at::Tensor word_vectors;  ///< [K,G] float32 unit rows, with regions only
  at::Tensor labels;        ///< [n] int64, class ids
  at::Tensor positions;     ///< [n] int64, place of the label in `classes.seen`
  Classes classes;
  std::string setting = "inductive";  ///< of the problem: host/data/problem_setting.h
  StoredSamples beside;               ///< rows of unseen classes that it adds
  at::Tensor beside_labels;           ///< [F] int64 class ids, where they are known

  std::int64_t rows() const { return labels.size(0); }
  at::Device device() const { return labels.device(); }
  Sizes sizes() const;
};

/// The same data with every tensor on that device; region features stay where they are read from.
TrainingData on_device(TrainingData data, const at::Device& device);

}  // namespace zeroth::host
