#include <fmt/format.h>
#include <zeroth/error.h>
#include <zeroth/formats/npy_shards.h>

#include <algorithm>
#include <cstdint>
#include <regex>
#include <system_error>

namespace zeroth::formats {
namespace {

namespace fs = std::filesystem;

/// A file of that name; its numbers as they stand there.
struct Shard {
  std::string name, array, number, total;
};

std::optional<Shard> shard_of(const fs::path& file) {
  static const std::regex wanted("(.+)-([0-9]{1,18})-of-([0-9]{1,18})\\.npy");
  if (file.extension() != ".npy") return std::nullopt;  // soon said of a million pictures
  const std::string name = file.filename().string();
  std::smatch parts;
  if (!std::regex_match(name, parts, wanted)) return std::nullopt;
  return Shard{name, parts[1], parts[2], parts[3]};
}

std::string shard_name(const std::string& array, std::uint64_t number, const std::string& total) {
  return fmt::format("{}-{:0{}}-of-{}.npy", array, number, total.size(), total);
}

/// In the order of their names.
std::vector<Shard> shards_in(const fs::path& folder, const std::string& array) {
  std::vector<Shard> found;
  std::error_code unreadable;  // then opening a file of the folder says why
  for (fs::directory_iterator one(folder, unreadable), end; !unreadable && one != end;
       one.increment(unreadable)) {
    const auto named = shard_of(one->path());
    if (named && named->array == array) found.push_back(*named);
  }
  std::sort(found.begin(), found.end(),
            [](const Shard& a, const Shard& b) { return a.name < b.name; });
  return found;
}

[[noreturn]] void refuse_shard(const fs::path& file, const std::string& why,
                               const std::string& fix) {
  throw Error(Fault::bad_data,
              {"files of rows are not named as one set", file.string(), {why}, fix});
}

/// Whether each may be one of as many files as the first says.
void check_shard_names(const std::vector<Shard>& shards, const fs::path& folder,
                       const std::string& array) {
  const std::string& total = shards.front().total;
  const std::uint64_t count = std::stoull(total);
  if (count == 0) {
    refuse_shard(folder / shards.front().name, "it is one of 0 files",
                 "name it as one of as many files as there are");
  }
  for (const Shard& one : shards) {
    if (one.total != total) {
      refuse_shard(folder / one.name,
                   fmt::format("its name says -of-{}, that of {} says -of-{}", one.total,
                               shards.front().name, total),
                   "move the files away that are not of the data set");
    }
    const std::uint64_t number = std::stoull(one.number);
    if (number >= count) {
      refuse_shard(folder / one.name,
                   fmt::format("numbers of {} files end at {}", count, count - 1),
                   "count them from 0");
    }
    if (one.number.size() != total.size()) {
      refuse_shard(folder / one.name,
                   fmt::format("{} and {} have not the same number of digits", one.number, total),
                   fmt::format("name it {}", shard_name(array, number, total)));
    }
  }
}

/// The names are of one set, in its order.
void expect_all_shards(const std::vector<Shard>& shards, const fs::path& folder,
                       const std::string& array) {
  const std::string& total = shards.front().total;
  const std::uint64_t missing = std::stoull(total) - shards.size();
  if (missing == 0) return;
  std::uint64_t number = 0;
  while (number < shards.size() && std::stoull(shards[number].number) == number) ++number;
  throw Error(Fault::no_input,
              {"a data file is missing",
               (folder / shard_name(array, number, total)).string(),
               {fmt::format("{} of the {} files of these rows {}", missing, std::stoull(total),
                            missing == 1 ? "is missing" : "are missing, this one first")},
               "put it there: a part of the rows is no data set"});
}

}  // namespace

std::vector<fs::path> npy_shards(const fs::path& folder, const std::string& array) {
  const std::vector<Shard> shards = shards_in(folder, array);
  if (shards.empty()) return {};
  check_shard_names(shards, folder, array);
  expect_all_shards(shards, folder, array);
  std::vector<fs::path> files;
  for (const Shard& one : shards) files.push_back(folder / one.name);
  return files;
}

std::optional<fs::path> any_npy_shard(const fs::path& folder, const std::string& array) {
  const std::vector<Shard> shards = shards_in(folder, array);
  if (shards.empty()) return std::nullopt;
  return folder / shards.front().name;
}

std::vector<fs::path> npy_set_of(const fs::path& file) {
  const auto shard = shard_of(file);
  if (!shard) return {file};
  return npy_shards(file.has_parent_path() ? file.parent_path() : ".", shard->array);
}

}  // namespace zeroth::formats
