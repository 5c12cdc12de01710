#include "host/data/file_stamp.h"

#include <sys/stat.h>
#include <zeroth/formats/atomic_file.h>

#include <fstream>

#include "host/base/cache_directory.h"
#include "host/base/hash.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

fs::path index_path(const fs::path& file, const std::string& what) {
  const std::string path = fs::absolute(file).lexically_normal().string() + what;
  return cache_directory() / "index" / (hash_of(path) + ".json");
}

}  // namespace

Json stamp_of(const fs::path& file) {
  struct stat info {};
  if (stat(file.c_str(), &info) != 0) return nullptr;
  return {{"inode", info.st_ino},
          {"size", info.st_size},
          {"modified", {info.st_mtim.tv_sec, info.st_mtim.tv_nsec}},
          {"changed", {info.st_ctim.tv_sec, info.st_ctim.tv_nsec}}};
}

std::optional<std::string> known_hash(const fs::path& file, const std::string& what,
                                      const Json& stamp) {
  if (cache_directory().empty() || stamp.is_null()) return std::nullopt;
  std::ifstream stream(index_path(file, what));
  const Json entry = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!entry.is_object() || !entry.contains("hash") || !entry["hash"].is_string()) {
    return std::nullopt;
  }
  if (entry != Json{{"stamp", stamp}, {"hash", entry["hash"]}}) return std::nullopt;
  return entry["hash"].get<std::string>();
}

void remember_hash(const fs::path& file, const std::string& what, const Json& stamp,
                   const std::string& hash) {
  fs::create_directories(cache_directory() / "index");
  const std::string text = Json{{"stamp", stamp}, {"hash", hash}}.dump();
  formats::AtomicFile out(index_path(file, what));
  out.write(text.data(), text.size());
  out.commit();
}

}  // namespace zeroth::host
