#include "host/data/findings.h"

#include <fmt/format.h>

namespace zeroth::host {

std::vector<NamedSplit> main_splits(const DataSet& data) {
  return {{"trainval", &data.splits.trainval},
          {"test_seen", &data.splits.test_seen},
          {"test_unseen", &data.splits.test_unseen}};
}

std::string class_text(const DataSet& data, std::int64_t id) {
  const auto at = static_cast<std::size_t>(id);
  const std::string number = fmt::format("class {}", id + data.terms.first);
  return at < data.class_names.size() ? fmt::format("{} ({})", number, data.class_names[at])
                                      : number;
}

}  // namespace zeroth::host
