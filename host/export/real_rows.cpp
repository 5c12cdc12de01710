#include "host/export/real_rows.h"

#include <ATen/ops/empty.h>
#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/finite.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "host/base/problem.h"
#include "host/export/exported_input.h"
#include "host/reuse/model_data.h"
#include "host/rows/open_rows.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kMostRows = 1000, kMostImages = 50;

at::Tensor room_for(const LoadedModel& model, std::int64_t count) {
  std::vector<std::int64_t> sizes = input_of(model).sizes;
  sizes.insert(sizes.begin(), count);
  return at::empty(sizes);
}

std::int64_t most_of(const LoadedModel& model) {
  return model.reads_regions() ? kMostImages : kMostRows;
}

bool fits(const LoadedModel& model, const RegionSource& source) {
  return input_of(model).sizes ==
         std::vector<std::int64_t>{source.channels(), source.height(), source.width()};
}

at::Tensor images_of_file(const LoadedModel& model, const std::string& path) {
  const formats::Hdf5File file(path);
  const auto source = formats::open_region_file(file);
  if (!fits(model, *source)) {
    const auto wanted = input_of(model).sizes;
    throw Failure(Exit::bad_data,
                  {fmt::format("the model reads {} channels of {} x {} regions", wanted[0],
                               wanted[1], wanted[2]),
                   path,
                   {fmt::format("the file has {} of {} x {}", source->channels(), source->height(),
                                source->width())},
                   "give features of the backbone that the model learned from, at the same image "
                   "size"});
  }
  std::vector<std::int64_t> rows(
      static_cast<std::size_t>(std::min(source->images(), most_of(model))));
  std::iota(rows.begin(), rows.end(), 0);
  const auto count = static_cast<std::int64_t>(rows.size());
  const at::Tensor input = room_for(model, count);
  source->read(rows.data(), count, input.data_ptr<float>());
  return input;
}

at::Tensor rows_in_file(const LoadedModel& model, const std::string& path,
                        const std::string& variable) {
  const auto file = open_rows({path, variable, model.columns()});
  const at::Tensor input = room_for(model, most_of(model));
  std::int64_t count = 0;
  while (const auto more = file->read(most_of(model) - count,
                                      input.data_ptr<float>() + count * model.columns())) {
    count += more;
    if (count == most_of(model)) break;
  }
  return input.narrow(0, 0, count);
}

void expect_good(const at::Tensor& input, const std::string& file) {
  const char* const fix = "give rows that the model can score";
  if (input.size(0) == 0) throw Failure(Exit::bad_data, {"there is no row", file, {}, fix});
  if (const auto bad = first_not_finite(input)) {
    throw Failure(Exit::bad_data,
                  {fmt::format("row {} has a number that is {}", bad->row, bad->value),
                   file,
                   {fmt::format("in column {}; both are counted from 0", bad->place)},
                   fix});
  }
}

/// Some of these, spread over all of them, so that many classes are among them.
std::vector<std::int64_t> spread(const std::vector<std::int64_t>& rows, std::int64_t most) {
  const auto all = static_cast<std::int64_t>(rows.size()), count = std::min(all, most);
  std::vector<std::int64_t> some;
  for (std::int64_t i = 0; i < count; ++i) {
    some.push_back(rows[static_cast<std::size_t>(i * all / count)]);
  }
  std::sort(some.begin(), some.end());
  return some;
}

at::Tensor rows_of(const LoadedModel& model, const DataSet& data,
                   const std::vector<std::int64_t>& rows) {
  const auto count = static_cast<std::int64_t>(rows.size());
  const at::Tensor input = room_for(model, count);
  auto* out = input.data_ptr<float>();
  if (data.regions) {
    data.regions->read(rows.data(), count, out);
    return input;
  }
  for (const std::int64_t row : rows) {
    out = std::copy_n(data.features.row(row), data.features.columns(), out);
  }
  return input;
}

RealRows training_rows_of(const LoadedModel& model, const ModelData& found) {
  const DataSet& data = found.data;
  const std::vector<std::int64_t> rows = spread(found.task.train_rows, most_of(model));
  const bool same_kind = model.reads_regions() == (data.regions != nullptr);
  if (!found.is_own || !same_kind || rows.empty()) {
    return {fmt::format("the data set {} is another one than the model learned from", data.name),
            {}};
  }
  return {fmt::format("training rows of {}", data.name), rows_of(model, data, rows)};
}

}  // namespace

RealRows rows_of_file(const LoadedModel& model, const std::string& file,
                      const std::string& variable) {
  const at::Tensor input =
      model.reads_regions() ? images_of_file(model, file) : rows_in_file(model, file, variable);
  expect_good(input, file);
  return {fmt::format("rows of {}", file == "-" ? "standard input" : file), input};
}

RealRows rows_of_training(const LoadedModel& model, const Json& block, const Composer& composer,
                          Progress& progress) {
  if (block.is_null()) return {"the reader of its data set is not installed", {}};
  try {
    return training_rows_of(model, data_for(model.card(), {block, ""}, composer, progress));
  } catch (const Failure& failure) {
    const Problem& problem = failure.problems().front();
    return {fmt::format("{} ({})", problem.what, problem.where), {}};
  } catch (const Error& error) {
    return {error.what(), {}};
  }
}

}  // namespace zeroth::host
