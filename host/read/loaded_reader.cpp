#include "host/read/loaded_reader.h"

#include <fmt/format.h>

#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/engine/work_teller.h"
#include "host/read/promise_check.h"
#include "host/text/required_path.h"

namespace zeroth::host {

LoadedReader::LoadedReader(const Json& pipeline, const Composer& composer)
    : description_(composer.description_of(pipeline.at("data").at("use").get<std::string>())),
      reader_(composer.make<DataReader>(pipeline, "/data")),
      data_place_("/data"),
      build_(fmt::format("{}-{}", reader_.place().id,
                         file_hash(composer.file_of(reader_.place().id)))) {
  const std::string path = required_path(description_);
  const Json& params = pipeline.at("data").value("params", Json::object());
  if (params.contains(path)) data_place_ = params.at(path).get<std::string>();
}

LoadedDataSet LoadedReader::read(HostReading::Purpose purpose, Progress& progress) const {
  HostReading reading(build_, purpose, progress);
  const WorkTeller teller(progress);
  LoadedDataSet data{reader_.call("read()", [&](DataReader& one) { return one.read(reading); }),
                     std::nullopt};
  check_promises(data, description_, Numbers::all, reader_.place());
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
  if (data) check_promises(*data, description_, Numbers::without_features, reader_.place());
  return data;
}

std::optional<DataSizes> LoadedReader::declared_sizes() const {
  const auto* says = dynamic_cast<const DeclaredSizes*>(reader_.component().get());
  if (!says) return std::nullopt;
  return reader_.call("declared_sizes()",
                      [&](const DataReader&) { return says->declared_sizes(); });
}

}  // namespace zeroth::host
