#include "host/import/provenance.h"

#include <set>
#include <string>
#include <vector>

#include "host/base/hash.h"
#include "host/data/content_hash.h"
#include "host/record/time_stamp.h"

namespace zeroth::host {
namespace {

Json unseen_names(const DataSet& data) {
  std::set<std::string> names;
  for (const auto row : data.splits.test_unseen) {
    const auto id = static_cast<std::size_t>(data.labels[static_cast<std::size_t>(row)]);
    names.insert(data.class_names[id]);
  }
  return names;
}

std::string hash_of_lines(const std::vector<std::string>& lines) {
  Hasher hasher;
  for (const std::string& line : lines) hasher.add((line + '\n').data(), line.size() + 1);
  return hasher.text();
}

Json file_and_hash(const std::string& file) { return {{"file", file}, {"hash", file_hash(file)}}; }

Json hashes_of(const std::vector<std::filesystem::path>& files) {
  Json all = Json::array();
  for (const std::filesystem::path& one : files) all.push_back(file_and_hash(one.string()));
  return all;
}

}  // namespace

Json provenance_of_pictures(const ImportRequest& request, const CheckedImages& images,
                            const std::string& backbone_hash) {
  Json source = {{"backbone",
                  {{"file", request.use.model},
                   {"hash", backbone_hash},
                   {"image_size", request.use.image_size}}},
                 {"images",
                  {{"folder", request.source},
                   {"count", images.good.names.size()},
                   {"names", "images.txt"},
                   {"hash_of_names", hash_of_lines(images.good.names)},
                   {"skipped", images.broken}}}};
  if (!request.list.empty()) source["list"] = file_and_hash(request.list);
  return source;
}

Json provenance_of_rows(const ImportRequest& request,
                        const std::vector<std::filesystem::path>& files,
                        const RegionCompanions& made) {
  Json rows = files.size() == 1 ? file_and_hash(request.source) : Json{{"files", hashes_of(files)}};
  rows["count"] = made.data.images();
  rows["names"] = made.image_files.empty() ? "numbers of the rows, from 0" : "image_files there";
  return {{"rows", rows}, {"labels", file_and_hash(request.labels)}};
}

Json provenance_of(const ImportRequest& request, const Json& source, const DataSet& data) {
  Json record = {{"command", request.command}, {"zeroth", request.version}, {"made", time_stamp()}};
  merge_into(record, source);
  record["features"] = data.regions ? data.regions->channels() : data.features.columns();
  record["descriptors"] = file_and_hash(request.descriptors);
  record["descriptors"]["attributes"] = data.attributes.columns();
  record["splits"] = {{"seed", request.rule.seed},
                      {"unseen_share", request.rule.unseen_share},
                      {"test_share", request.rule.test_share},
                      {"rule", request.rule.text()},
                      {"unseen", unseen_names(data)}};
  if (!request.word_vectors.empty()) record["word_vectors"] = file_and_hash(request.word_vectors);
  return record;
}

}  // namespace zeroth::host
