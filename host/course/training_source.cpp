#include "host/course/training_source.h"

#include "host/samples/region_images.h"

namespace zeroth::host {
namespace {

void expect_setting(const TrainingData& data, const char* setting, const char* rows) {
  if (data.setting == setting) return;
  throw Error(std::string("a problem has ") + rows + " in the setting \"" + setting +
              "\" alone; this one is \"" + data.setting + "\"");
}

}  // namespace

RegionBatch RowsBeside::images(std::int64_t first, std::int64_t count) const {
  return read_images(data_.beside.images(), first, count, data_.device());
}

Samples RowsBeside::samples(std::int64_t first, std::int64_t count) const {
  return data_.beside.read(first, count, data_.device());
}

const at::Tensor& RowsBeside::labels() const {
  expect_setting(data_, "few-shot", "labels of unseen classes");
  return data_.beside_labels;
}

RegionBatch TrainingSource::images(std::int64_t first, std::int64_t count) const {
  return read_images(data_.samples.images(), first, count, data_.device());
}

const ProblemRows& TrainingSource::shots() const {
  expect_setting(data_, "few-shot", "shots");
  return rows_beside_;
}

const ProblemRows& TrainingSource::unlabelled() const {
  expect_setting(data_, "transductive", "unlabelled rows");
  return rows_beside_;
}

}  // namespace zeroth::host
