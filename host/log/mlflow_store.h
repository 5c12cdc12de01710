#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "host/base/problem.h"
#include "host/runs/database.h"

namespace zeroth::host {

/// How long MLflow waits for others.
constexpr std::chrono::milliseconds kMlflowPatience{20'000};

/// The store of MLflow at that file, made where there is none.
///
/// It is made as MLflow 2.3 makes it: a store that lacks the tables of a later MLflow is brought up
/// to date by it when it is opened, without a question; what is there stays. So one file serves
/// every MLflow from 2.3 on.
///
/// @throws Failure(cannot_create or io) where the file cannot be opened or written,
/// Failure(bad_data) where it is of another program or of a store that has other columns,
/// Failure(unavailable) where other processes keep it for themselves for long.
class MlflowStore {
 public:
  explicit MlflowStore(const std::filesystem::path& file);

  /// For how long a transaction waits for other processes; at first as long as MLflow itself does.
  void set_patience(std::chrono::milliseconds patience);

  Database& database() { return database_; }
  const std::filesystem::path& file() const { return file_; }

  /// Number of the experiment of that name; it is made where there is none. Within a transaction.
  std::int64_t experiment(const std::string& name, double now);
  /// Where MLflow may put files of a run; nothing is there.
  std::string artifacts_of(std::int64_t experiment, const std::string& run) const;

 private:
  void make_tables();
  void add_experiment(std::int64_t number, const std::string& name, double now);

  std::filesystem::path file_;
  Database database_;
};

/// The Failure of what SQLite says of that file.
Failure store_failure(const std::filesystem::path& file, const DatabaseError& error);

/// Milliseconds since 1970, as MLflow has times.
std::int64_t milliseconds_of(double seconds);

}  // namespace zeroth::host
