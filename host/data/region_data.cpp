#include "host/data/region_data.h"

#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file_writer.h>

#include "host/base/problem.h"
#include "host/data/region_blocks.h"

namespace zeroth::host {
namespace {

constexpr char kImageNames[] = "image_files", kAttributeWords[] = "w2v_att";

formats::RegionShape shape_of_data(const DataSet& data) {
  if (!data.regions) return {data.features.rows(), data.features.columns(), 1, 1};
  const RegionSource& all = *data.regions;
  return {all.images(), all.channels(), all.height(), all.width()};
}

/// Hours of work may lie where this file would be written.
void expect_no_extraction(const std::filesystem::path& file) {
  const std::filesystem::path partial = formats::partial_of(file);
  std::error_code unreadable;
  if (!std::filesystem::exists(partial, unreadable)) return;
  throw Failure(Exit::cannot_create, {"there is an unfinished extraction",
                                      partial.string(),
                                      {"it would be overwritten"},
                                      "finish it with the command that it is from, name another "
                                      "file, or remove it"});
}

}  // namespace

void write_region_data(const RegionCompanions& companions, const std::filesystem::path& file) {
  const DataSet& data = companions.data;
  expect_no_extraction(file);
  formats::RegionFileWriter out(file, shape_of_data(data), false);
  if (data.regions) {
    for_each_block(*data.regions, [&](std::int64_t first, std::int64_t count, const float* values) {
      out.write_images(first, count, values);
    });
  } else {
    out.write_images(0, data.features.rows(), data.features.data());
  }
  if (!companions.image_files.empty()) out.write(kImageNames, companions.image_files);
  write_companions(companions, out);
  out.commit();
}

RegionCompanions companions_of(const DataSet& data) {
  RegionCompanions found;
  found.data = data;
  if (data.word_vectors.rows() > 0) found.word_vectors = data.word_vectors;
  if (data.regions_file.empty()) return found;
  const formats::Hdf5File file(data.regions_file);
  // Where the file has none, zeros stand in for them in a survey.
  if (!file.has(kAttributeWords)) found.word_vectors.reset();
  if (file.has(kImageNames)) found.image_files = file.texts(kImageNames);
  return found;
}

}  // namespace zeroth::host
