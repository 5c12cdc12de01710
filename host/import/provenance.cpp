#include "host/import/provenance.h"

#include <set>
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

}  // namespace

Json provenance_of(const ImportRequest& request, const CheckedImages& images, const DataSet& data) {
  return {{"command", request.command},
          {"zeroth", request.version},
          {"made", time_stamp()},
          {"backbone",
           {{"file", request.use.model},
            {"hash", file_hash(request.use.model)},
            {"image_size", request.use.image_size},
            {"features", data.features.columns()}}},
          {"images",
           {{"folder", request.folder},
            {"count", images.good.names.size()},
            {"names", "images.txt"},
            {"hash_of_names", hash_of_lines(images.good.names)},
            {"skipped", images.broken}}},
          {"descriptors",
           {{"file", request.descriptors},
            {"hash", file_hash(request.descriptors)},
            {"attributes", data.attributes.columns()}}},
          {"splits",
           {{"seed", request.rule.seed},
            {"unseen_share", request.rule.unseen_share},
            {"test_share", request.rule.test_share},
            {"rule", request.rule.text()},
            {"unseen", unseen_names(data)}}}};
}

}  // namespace zeroth::host
