#include <zeroth/formats/data_file.h>
#include <zeroth/formats/descriptors.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/regular_file.h>
#include <zeroth/formats/unit_rows.h>

#include <filesystem>
#include <sstream>

#include "host/data/readers.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

using Rows = std::vector<std::int64_t>;

constexpr const char* kNeeds = "`zeroth inspect data.npy` says which files it reads";

/// An array that has to be there.
auto required(const fs::path& file) {
  formats::expect_data_file(file, kNeeds);
  return formats::read_npy(file);
}

std::optional<Rows> optional_rows(const fs::path& file) {
  std::error_code unknown;  // then opening the file says why
  if (!fs::exists(file, unknown) && !unknown) return std::nullopt;
  return to_integers(formats::read_npy(file));
}

/// Lines as any system ends them; none where there is no file.
std::vector<std::string> read_lines(const fs::path& file) {
  std::vector<std::string> lines;
  std::error_code unknown;
  if (!fs::exists(file, unknown) && !unknown) return lines;
  std::istringstream stream(formats::read_small_file(file));
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

void read_attributes(const Json& params, const fs::path& root, DataSet& data) {
  fs::path file = formats::descriptor_file(params.value("attributes_file", ""), root);
  if (file.empty()) {
    file = root / "attributes.npy";
    formats::expect_data_file(file,
                              "put it there, or name the file in data.params.attributes_file");
  }
  data.terms.attribute_columns = file.extension() == ".mat";
  data.terms.attributes = file.filename().string();
  formats::set_descriptors(formats::read_descriptors(file, params.value("attributes", "att")), file,
                           data);
}

}  // namespace

DataSet read_npy_directory(const Json& params) {
  const fs::path root = params.at("root").get<std::string>();
  DataSet data;
  data.name = formats::directory_name(root);
  data.features = to_matrix(required(root / "features.npy"));
  data.labels = to_integers(required(root / "labels.npy"));
  data.class_names = read_lines(root / "class_names.txt");
  read_attributes(params, root, data);
  if (params.at("normalise_attributes").get<bool>())
    data.attributes = formats::unit_rows(data.attributes);
  data.splits.trainval = to_integers(required(root / "trainval.npy"));
  data.splits.test_seen = optional_rows(root / "test_seen.npy").value_or(Rows());
  data.splits.test_unseen = optional_rows(root / "test_unseen.npy").value_or(Rows());
  data.splits.train = optional_rows(root / "train.npy");
  data.splits.val = optional_rows(root / "val.npy");
  return data;
}

}  // namespace zeroth::host
