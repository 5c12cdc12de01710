#pragma once

#include <zeroth/host_side.h>

#include <cstdint>
#include <string>

#include "host/train/random_streams.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// The training data and random streams of a run, as its recipe sees them.
class TrainingSource final : public detail::TrainingView {
 public:
  /// Both must outlive it.
  TrainingSource(const TrainingData& data, RandomStreams& streams)
      : data_(data), streams_(streams) {}
  const at::Tensor& features() const override { return data_.features; }
  const at::Tensor& labels() const override { return data_.labels; }
  const at::Tensor& positions() const override { return data_.positions; }
  const Classes& classes() const override { return data_.classes; }
  Sizes sizes() const override { return data_.sizes(); }
  RegionBatch images(std::int64_t first, std::int64_t count) const override;
  at::Generator stream(const std::string& name) override { return streams_.stream(name); }
  at::Generator cpu_stream(const std::string& name) override { return streams_.cpu_stream(name); }
  at::Generator fresh_stream(const std::string& name) const override {
    return streams_.fresh(name);
  }

 private:
  const TrainingData& data_;
  RandomStreams& streams_;
};

}  // namespace zeroth::host
