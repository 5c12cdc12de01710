#pragma once

#include <zeroth/host_side.h>

#include <cstdint>
#include <string>

#include "host/train/random_streams.h"
#include "host/train/training_data.h"

namespace zeroth::host {

/// What the setting of the problem adds, as a recipe sees it.
class RowsBeside final : public detail::RowsView {
 public:
  explicit RowsBeside(const TrainingData& data) : data_(data) {}
  std::int64_t count() const override { return data_.beside.count(); }
  const at::Tensor& features() const override { return data_.beside.features(); }
  RegionBatch images(std::int64_t first, std::int64_t count) const override;
  Samples samples(std::int64_t first, std::int64_t count) const override;
  const at::Tensor& labels() const override;

 private:
  const TrainingData& data_;
};

/// The training data and random streams of a run, as its recipe sees them.
class TrainingSource final : public detail::TrainingView {
 public:
  /// Both must outlive it.
  TrainingSource(const TrainingData& data, RandomStreams& streams)
      : data_(data), streams_(streams), beside_(data), rows_beside_(beside_) {}
  const at::Tensor& features() const override { return data_.samples.features(); }
  const at::Tensor& labels() const override { return data_.labels; }
  const at::Tensor& positions() const override { return data_.positions; }
  const Classes& classes() const override { return data_.classes; }
  Sizes sizes() const override { return data_.sizes(); }
  RegionBatch images(std::int64_t first, std::int64_t count) const override;
  const std::string& setting() const override { return data_.setting; }
  const ProblemRows& shots() const override;
  const ProblemRows& unlabelled() const override;
  at::Generator stream(const std::string& name) override { return streams_.stream(name); }
  at::Generator cpu_stream(const std::string& name) override { return streams_.cpu_stream(name); }
  at::Generator fresh_stream(const std::string& name) const override {
    return streams_.fresh(name);
  }

 private:
  const TrainingData& data_;
  RandomStreams& streams_;
  RowsBeside beside_;
  ProblemRows rows_beside_;
};

}  // namespace zeroth::host
