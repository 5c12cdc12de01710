#include "host/read/loaded_reader.h"

#include <fmt/format.h>

#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/engine/rows_in_files.h"
#include "host/engine/work_teller.h"
#include "host/read/inner_data_check.h"
#include "host/read/promise_check.h"
#include "host/text/inner_blocks.h"
#include "host/text/required_path.h"

namespace zeroth::host {

namespace {

/// Any of the readers may be the one that keeps arrays of a file.
std::string build_of(const Json& block, const Composer& composer) {
  const auto id = block.at("use").get<std::string>();
  std::string build = fmt::format("{}-{}", id, file_hash(composer.file_of(id)));
  for (const auto& [name, value] : block.items()) {
    if (name == "params" || !value.is_object() || !value.contains("use")) continue;
    build += "-" + build_of(value, composer);
  }
  return build;
}

}  // namespace

LoadedReader::LoadedReader(const Json& pipeline, const Composer& composer)
    : outputs_(composer.outputs_of(pipeline.at("data"))),
      reader_(composer.make<DataReader>(pipeline, "/data")),
      data_place_("/data"),
      build_(build_of(pipeline.at("data"), composer)) {
  serve_inner_readers();
  const Json& data = pipeline.at("data");
  const Json& block = data.at(Json::json_pointer(innermost_reader(data)));
  const std::string path =
      required_path(composer.description_of(block.at("use").get<std::string>()));
  const Json& params = block.value("params", Json::object());
  if (params.contains(path)) data_place_ = params.at(path).get<std::string>();
}

LoadedDataSet LoadedReader::read(HostReading::Purpose purpose, Progress& progress) const {
  HostReading reading(build_, purpose, progress);
  const WorkTeller teller(progress);
  const RowsInTemporaryFiles large;  // a run has a place of its own for them
  LoadedDataSet data{reader_.call("read()", [&](DataReader& one) { return one.read(reading); }),
                     std::nullopt};
  check_promises(data, outputs_, Numbers::all, reader_.place());
  if (!data.optimum) return data;
  if (const auto* sampled = dynamic_cast<const SampledOptimum*>(reader_.component().get())) {
    data.optimum_errors = reader_.call(
        "optimum_errors()", [&](const DataReader&) { return sampled->optimum_errors(); });
  }
  check_optimum(*data.optimum, data.optimum_errors, reader_.place());
  return data;
}

std::optional<DataSet> LoadedReader::outline() const {
  auto data = reader_.call("outline()", [](const DataReader& one) { return one.outline(); });
  if (data) check_promises(*data, outputs_, Numbers::without_features, reader_.place());
  return data;
}

std::optional<DataSizes> LoadedReader::declared_sizes() const {
  const auto* says = dynamic_cast<const DeclaredSizes*>(reader_.component().get());
  if (!says) return std::nullopt;
  return reader_.call("declared_sizes()",
                      [&](const DataReader&) { return says->declared_sizes(); });
}

}  // namespace zeroth::host
