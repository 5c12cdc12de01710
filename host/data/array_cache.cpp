#include "host/data/array_cache.h"

#include <fmt/format.h>
#include <zeroth/formats/atomic_file.h>
#include <zeroth/formats/npy.h>

#include <fstream>
#include <optional>

#include "host/base/cache_directory.h"
#include "host/base/hash.h"
#include "host/base/json.h"
#include "host/base/problem.h"
#include "host/data/content_hash.h"
#include "host/data/file_stamp.h"
#include "host/data/finite.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

fs::path array_path(const std::string& hash, const char* name) {
  return cache_directory() / "arrays" / fmt::format("{}-{}.npy", hash, name);
}

fs::path sums_path(const std::string& hash) {
  return cache_directory() / "arrays" / (hash + ".json");
}

/// A document of the cache; null when it is missing or damaged.
Json read_json(const fs::path& file) {
  std::ifstream stream(file);
  const Json document = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
  return document.is_object() ? document : Json();
}

void write_json(const fs::path& file, const Json& document) {
  const std::string text = document.dump();
  formats::AtomicFile out(file);
  out.write(text.data(), text.size());
  out.commit();
}

/// Hashes of the two files.
Json sums_of(const std::string& hash) {
  return {{"features", file_hash(array_path(hash, "features"))},
          {"labels", file_hash(array_path(hash, "labels"))}};
}

bool all_ordinary(const Matrix& matrix) {
  return is_ordinary(matrix.data(), matrix.rows() * matrix.columns());
}

/// The arrays of a hash, unless they are missing or differ from what was written.
std::optional<LabelledFeatures> find(const std::string& hash) {
  const Json known = read_json(sums_path(hash));
  if (!known.contains("finite")) return std::nullopt;
  // The same bytes have the same answer: nobody needs to look at them again.
  const bool finite = known["finite"] == true;
  try {
    if (without(known, "finite") != sums_of(hash)) return std::nullopt;
    LabelledFeatures arrays{to_matrix(formats::read_npy(array_path(hash, "features"))),
                            to_integers(formats::read_npy(array_path(hash, "labels")))};
    if (finite) arrays.features.set_known_finite();
    return arrays;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Runs that store the same file at once write the same bytes, each file in one step.
void store(const std::string& hash, const LabelledFeatures& arrays) {
  fs::create_directories(cache_directory() / "arrays");
  formats::write_npy(array_path(hash, "labels"), arrays.labels.data(), {arrays.labels.size()});
  formats::write_npy(array_path(hash, "features"), arrays.features.data(),
                     {static_cast<std::size_t>(arrays.features.rows()),
                      static_cast<std::size_t>(arrays.features.columns())});
  Json known = sums_of(hash);
  known["finite"] = all_ordinary(arrays.features);
  write_json(sums_path(hash), known);
}

/// What goes wrong with the cache is worth a line, never a run.
template <class Keep>
void try_to_keep(Progress& progress, Keep&& keep) {
  const auto warn = [&](const std::string& why) {
    progress.message(fmt::format("warning: the cache in {} cannot be written: {}",
                                 cache_directory().string(), why));
  };
  try {
    keep();
  } catch (const Error& error) {
    const Problem& problem = error.problem();
    warn(fmt::format("{}: {}", problem.where, problem.why.front()));
  } catch (const fs::filesystem_error& error) {
    warn(error.code().message());
  }
}

/// Of the file's bytes and of who reads them.
std::string key_of(const fs::path& file, const std::string& reader) {
  return hash_of(file_hash(file) + " " + reader);
}

}  // namespace

LabelledFeatures cached(const fs::path& file, const std::string& reader, Progress& progress,
                        const std::function<LabelledFeatures()>& parse) {
  std::error_code unreadable;
  if (cache_directory().empty() || !fs::is_regular_file(file, unreadable)) return parse();
  const Json stamp = stamp_of(file);
  if (const auto hash = known_hash(file, reader, stamp)) {
    if (auto arrays = find(*hash)) return *arrays;
  }
  const std::string hash = key_of(file, reader);
  auto arrays = find(hash);
  const bool is_new = !arrays;
  if (is_new) {
    progress.message("reading " + file.string() + " (once; it is cached)");
    arrays = parse();
  }
  // A file that was replaced meanwhile has other arrays than its hash says.
  if (stamp_of(file) != stamp) return *arrays;
  try_to_keep(progress, [&] {
    if (is_new) store(hash, *arrays);
    remember_hash(file, reader, stamp, hash);
  });
  return *arrays;
}

}  // namespace zeroth::host
