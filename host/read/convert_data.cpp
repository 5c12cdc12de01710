#include "host/read/convert_data.h"

#include <zeroth/formats/word_vectors.h>

#include <optional>
#include <utility>

#include "host/base/problem.h"
#include "host/data/checks.h"
#include "host/data/matlab_folder.h"
#include "host/data/npy_folder.h"
#include "host/data/pooled_rows.h"
#include "host/data/region_data.h"

namespace zeroth::host {
namespace {

DataSet data_set_at(const DataPlace& place, const Composer& composer, Progress& progress) {
  auto data = data_at(place, composer, progress);
  if (data) return std::move(*data);
  throw Failure(Exit::bad_data, {"a single file is no data set",
                                 place.path,
                                 {"no data reader recognises it"},
                                 "give the folder of a data set, or a region file"});
}

void write_folder(const ConvertRequest& request, DataSet& data, Progress& progress) {
  if (data.regions) {
    progress.message("of the regions of each image their mean is written, no word vectors");
    data.features = pooled_rows(*data.regions);
  }
  make_data_folder(request.out);
  request.format == "mat" ? write_matlab_folder(data, request.out)
                          : write_npy_folder(data, request.out);
}

void write_file(const ConvertRequest& request, const DataSet& data, Progress& progress) {
  RegionCompanions companions = companions_of(data);
  if (!request.word_vectors.empty()) {
    companions.word_vectors = formats::read_word_vectors(request.word_vectors);
    check_word_vectors(companions, request.word_vectors);
  }
  if (!data.regions) progress.message("a row is written as the channels of one region");
  if (!companions.word_vectors) {
    progress.warning(
        "the file has no word vectors of the attributes: a run needs them in "
        "data.params.word_vectors, or give them here with --word-vectors");
  }
  expect_no_data_set(request.out, "name another file, or remove this one");
  write_region_data(companions, request.out);
}

}  // namespace

ConvertRequest parse_convert_request(const Json& options) {
  ConvertRequest request;
  request.place = {options.at("path").get<std::string>(), options.at("use").get<std::string>(),
                   options.at("params")};
  request.out = options.at("out").get<std::string>();
  request.format = options.at("format").get<std::string>();
  if (request.format == "hdf5") {
    request.word_vectors = request.place.params.value("word_vectors", std::string());
    request.place.params.erase("word_vectors");
  }
  return request;
}

Json convert_data(const ConvertRequest& request, const Composer& composer, Progress& progress) {
  DataSet data = data_set_at(request.place, composer, progress);
  for (const auto& one : check_data_set(data, request.place.path)) progress.warning(one);
  const auto columns = data.regions ? data.regions->channels() : data.features.columns();
  if (request.format == "hdf5") {
    write_file(request, data, progress);
  } else {
    write_folder(request, data, progress);
  }
  return {{"folder", request.out.string()},
          {"images", data.images()},
          {"classes", data.classes()},
          {"features", columns}};
}

}  // namespace zeroth::host
