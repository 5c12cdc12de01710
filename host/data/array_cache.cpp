#include "host/data/array_cache.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <xxhash.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "host/base/atomic_file.h"
#include "host/base/json.h"
#include "host/base/problem.h"
#include "host/data/mapped_file.h"
#include "host/data/npy.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

// Part of the key: raise it when a reader yields other arrays from the same bytes.
constexpr int kReaderVersion = 1;

std::string hash_of(const char* data, std::size_t size) {
  const XXH128_hash_t hash = XXH3_128bits(data, size);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

/// What a file looks like from outside; while it stays the same its bytes need no hashing.
Json stamp_of(const fs::path& file) {
  struct stat info {};
  if (stat(file.c_str(), &info) != 0) return nullptr;
  return {{"inode", info.st_ino},
          {"size", info.st_size},
          {"seconds", info.st_mtim.tv_sec},
          {"nanoseconds", info.st_mtim.tv_nsec}};
}

fs::path index_entry(const fs::path& file) {
  const std::string path = fs::absolute(file).lexically_normal().string();
  return cache_directory() / "index" / (hash_of(path.data(), path.size()) + ".json");
}

std::optional<std::string> known_hash(const fs::path& file) {
  std::ifstream stream(index_entry(file));
  const Json entry = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!entry.is_object() || entry.value("version", 0) != kReaderVersion) return std::nullopt;
  if (entry.value("stamp", Json()) != stamp_of(file)) return std::nullopt;
  return entry.value("hash", "");
}

fs::path array_path(const std::string& hash, const char* name) {
  return cache_directory() / "arrays" / fmt::format("{}-{}.npy", hash, name);
}

/// The arrays of a hash, unless they are missing or do not fit together.
std::optional<LabelledFeatures> find(const std::string& hash) {
  if (!fs::exists(array_path(hash, "features"))) return std::nullopt;
  try {
    LabelledFeatures arrays{to_matrix(read_npy(array_path(hash, "features"))),
                            to_integers(read_npy(array_path(hash, "labels")))};
    if (arrays.features.rows() != static_cast<std::int64_t>(arrays.labels.size()))
      return std::nullopt;
    return arrays;
  } catch (const Failure&) {
    return std::nullopt;
  }
}

void store(const fs::path& file, const std::string& hash, const LabelledFeatures& arrays) {
  fs::create_directories(cache_directory() / "arrays");
  fs::create_directories(cache_directory() / "index");
  const auto rows = static_cast<std::size_t>(arrays.features.rows());
  write_npy(array_path(hash, "labels"), arrays.labels.data(), {rows});
  write_npy(array_path(hash, "features"), arrays.features.data(),
            {rows, static_cast<std::size_t>(arrays.features.columns())});
  const std::string entry =
      Json{{"version", kReaderVersion}, {"stamp", stamp_of(file)}, {"hash", hash}}.dump();
  AtomicFile index(index_entry(file));
  index.write(entry.data(), entry.size());
  index.commit();
}

std::string versioned_hash(const fs::path& file) {
  const MappedFile mapped = map_file(file);
  return fmt::format("{}-v{}", hash_of(mapped.data, mapped.size), kReaderVersion);
}

}  // namespace

fs::path cache_directory() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache) {
    return fs::path(cache) / "zeroth";
  }
  if (const char* home = std::getenv("HOME"); home && *home) {
    return fs::path(home) / ".cache" / "zeroth";
  }
  return {};
}

LabelledFeatures cached(const fs::path& file, Progress& progress,
                        const std::function<LabelledFeatures()>& parse) {
  if (cache_directory().empty() || !fs::is_regular_file(file)) return parse();
  if (const auto hash = known_hash(file)) {
    if (auto arrays = find(*hash)) return *arrays;
  }
  const std::string hash = versioned_hash(file);
  if (auto arrays = find(hash)) return *arrays;
  progress.message("reading " + file.string() + " (once; it is cached)");
  LabelledFeatures arrays = parse();
  try {
    store(file, hash, arrays);
  } catch (const std::exception& error) {
    progress.message(fmt::format("warning: the cache cannot be written: {}", error.what()));
  }
  return arrays;
}

}  // namespace zeroth::host
