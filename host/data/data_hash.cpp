#include "host/data/data_hash.h"

#include <filesystem>
#include <system_error>

#include "host/base/cache_directory.h"
#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/data/file_stamp.h"

namespace zeroth::host {

std::string data_hash(const DataSet& data) {
  if (!data.regions || data.regions_file.empty()) return content_hash(data);
  const std::filesystem::path file = data.regions_file;
  DataSet rest = data;
  rest.regions = nullptr;
  const std::string what = "regions beside " + content_hash(rest);
  const Json stamp = stamp_of(file);
  if (const auto known = known_hash(file, what, stamp)) return *known;
  const std::string hash = content_hash(data);
  if (cache_directory().empty() || stamp.is_null() || stamp_of(file) != stamp) return hash;
  try {
    remember_hash(file, what, stamp, hash);
  } catch (const Error&) {  // it is computed again next time
  } catch (const std::filesystem::filesystem_error&) {
  }
  return hash;
}

}  // namespace zeroth::host
