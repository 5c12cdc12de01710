#include "host/runs/run_index.h"

#include <cstring>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <system_error>

#include "host/base/cache_directory.h"
#include "host/base/hash.h"
#include "host/runs/database.h"
#include "host/runs/stored_summary.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kApplication = 0x5a727478;  ///< of the file's head: an index of Zeroth
constexpr std::int64_t kVersion = 2;

/// A parameter or a name for each column of a summary: ", c0, c1" or ", ?, ?".
std::string summary_list(bool names) {
  std::string list;
  for (int i = 0; i < summary_columns(); ++i) list += names ? ", c" + std::to_string(i) : ", ?";
  return list;
}

/// "sum": hash of the rest of the row. A row that was changed is not there.
std::string schema() {
  return "CREATE TABLE IF NOT EXISTS setting (id INTEGER PRIMARY KEY, path BLOB, json BLOB,"
         " sum BLOB, UNIQUE (path, json));"
         "CREATE TABLE IF NOT EXISTS run (name BLOB PRIMARY KEY, stamp BLOB, settings BLOB,"
         " sum BLOB" +
         summary_list(true) + ");";
}

bool is_index(Database& database) {
  return database.number("PRAGMA application_id") == kApplication &&
         database.number("PRAGMA user_version") == kVersion;
}

Hasher hasher_of(std::initializer_list<std::string_view> parts) {
  Hasher hasher;
  for (const std::string_view part : parts) add_to(hasher, part);
  return hasher;
}

/// Settings of the index by their numbers in it. One joins the table when a run has it.
class StoredSettings {
 public:
  StoredSettings(Database& database, SettingTable& settings) : settings_(settings) {
    Statement rows(database, "SELECT id, path, json, sum FROM setting");
    while (rows.step()) {
      if (rows.bytes(3) != hasher_of({rows.bytes(1), rows.bytes(2)}).text()) continue;
      stored_[rows.number(0)] = {std::string(rows.bytes(1)), std::string(rows.bytes(2)), {}};
    }
  }

  /// @return nothing where one of them is not known.
  std::optional<std::vector<SettingId>> ids_in(std::string_view bytes) {
    std::vector<SettingId> ids(bytes.size() / sizeof(std::uint32_t));
    std::memcpy(ids.data(), bytes.data(), ids.size() * sizeof(std::uint32_t));
    for (SettingId& id : ids) {
      const auto found = stored_.find(id);
      if (found == stored_.end()) return std::nullopt;
      Stored& one = found->second;
      if (!one.id) one.id = settings_.id_of(one.path, one.json);
      id = *one.id;
    }
    return ids;
  }

 private:
  struct Stored {
    std::string path, json;
    std::optional<SettingId> id;
  };
  SettingTable& settings_;
  std::unordered_map<std::int64_t, Stored> stored_;
};

constexpr int kFirstOfSummary = 4;

void read_rows(Database& database, SettingTable& settings, IndexedRuns& runs) {
  StoredSettings stored(database, settings);
  Statement rows(database, "SELECT name, stamp, settings, sum" + summary_list(true) + " FROM run");
  while (rows.step()) {
    Hasher sum = hasher_of({rows.bytes(0), rows.bytes(1), rows.bytes(2)});
    RunSummary summary = summary_at(rows, kFirstOfSummary, sum);
    if (rows.bytes(3) != sum.text()) continue;
    auto ids = stored.ids_in(rows.bytes(2));
    if (!ids) continue;
    summary.name = rows.bytes(0);
    std::string name = summary.name;
    runs.emplace(std::move(name),
                 IndexedRun{std::string(rows.bytes(1)), std::move(summary), std::move(*ids)});
  }
}

/// Makes an empty index of whatever the file is.
void make_index(Database& database) {
  database.reset();
  Transaction writing(database, "BEGIN IMMEDIATE");
  database.execute(schema());
  database.execute("PRAGMA application_id = " + std::to_string(kApplication));
  database.execute("PRAGMA user_version = " + std::to_string(kVersion));
  writing.commit();
}

/// What the settings of runs that are gone may take before all is written anew.
bool is_mostly_waste(Database& database, const SettingTable& settings) {
  constexpr std::int64_t kFew = 10'000;
  const auto used = static_cast<std::int64_t>(settings.size());
  return database.number("SELECT COUNT(*) FROM setting") > kFew + 4 * used;
}

/// Numbers that the database gives to settings, which it gets when they are asked for.
class WrittenSettings {
 public:
  WrittenSettings(Database& database, const SettingTable& settings)
      : settings_(settings),
        insert_(database,
                "INSERT INTO setting (path, json, sum) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET sum = excluded.sum RETURNING id") {}

  std::uint32_t operator[](SettingId id) {
    const auto found = numbers_.find(id);
    if (found != numbers_.end()) return found->second;
    const SettingTable::Setting& one = settings_[id];
    insert_.bind(0, one.path).bind(1, one.json).bind(2, hasher_of({one.path, one.json}).text());
    insert_.step();
    const auto number = static_cast<std::uint32_t>(insert_.number(0));
    insert_.run();
    return numbers_[id] = number;
  }

 private:
  const SettingTable& settings_;
  Statement insert_;
  std::unordered_map<SettingId, std::uint32_t> numbers_;
};

void write_runs(Database& database, const IndexedRuns& runs, const SettingTable& settings) {
  WrittenSettings numbers(database, settings);
  Statement insert(database, "INSERT OR REPLACE INTO run (name, stamp, settings, sum" +
                                 summary_list(true) + ") VALUES (?, ?, ?, ?" + summary_list(false) +
                                 ")");
  for (const auto& [name, run] : runs) {
    std::string ids;
    for (const SettingId id : run.settings) {
      const std::uint32_t number = numbers[id];
      ids.append(reinterpret_cast<const char*>(&number), sizeof number);
    }
    Hasher sum = hasher_of({name, run.stamp, ids});
    bind_summary(insert, kFirstOfSummary, run.summary, sum);
    insert.bind(0, name).bind(1, run.stamp).bind(2, ids).bind(3, sum.text()).run();
  }
}

void forget(Database& database, const std::vector<std::string>& gone) {
  Statement erase(database, "DELETE FROM run WHERE name = ?");
  for (const std::string& name : gone) erase.bind(0, name).run();
}

void update(Database& database, const IndexedRuns& runs, const std::vector<std::string>& gone,
            const SettingTable& settings) {
  // A power cut may cost the index, which is made again; it need not cost a wait for the disk.
  database.execute("PRAGMA synchronous = OFF");
  if (!is_index(database)) make_index(database);
  Transaction writing(database, "BEGIN IMMEDIATE");
  if (is_mostly_waste(database, settings)) {
    // Runs that are not written now are read again the next time.
    database.execute("DELETE FROM run; DELETE FROM setting");
  }
  forget(database, gone);
  write_runs(database, runs, settings);
  writing.commit();
}

}  // namespace

fs::path index_file(const fs::path& folder) {
  const fs::path cache = cache_directory();
  std::error_code error;
  const fs::path whole = fs::canonical(folder, error);
  if (cache.empty() || error) return {};
  return cache / "runs" / (hash_of(whole.string()) + ".sqlite");
}

IndexedRuns read_index(const fs::path& file, SettingTable& settings) {
  IndexedRuns runs;
  std::error_code error;
  if (file.empty() || !fs::is_regular_file(file, error)) return runs;
  try {
    Database database(file);
    const Transaction reading(database, "BEGIN");
    if (is_index(database)) read_rows(database, settings, runs);
  } catch (const DatabaseError&) {
    // What could be read until then bears its own sum.
  }
  return runs;
}

void update_index(const fs::path& file, const IndexedRuns& runs,
                  const std::vector<std::string>& gone, const SettingTable& settings) {
  if (file.empty() || (runs.empty() && gone.empty())) return;
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (fs::exists(file, error) && !fs::is_regular_file(file, error)) return;
  try {
    Database database(file);
    try {
      update(database, runs, gone, settings);
    } catch (const DatabaseError& damage) {
      if (!damage.says_damaged()) throw;
      make_index(database);
      update(database, runs, gone, settings);
    }
  } catch (const DatabaseError&) {
    // Without an index the answer is the same, and comes later.
  }
}

}  // namespace zeroth::host
