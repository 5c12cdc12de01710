#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace zeroth::host {

/// What SQLite says when it cannot do something.
class DatabaseError : public std::runtime_error {
 public:
  DatabaseError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  /// Whether the file is at fault: damaged, or of other tables than were asked for. Else it is the
  /// disk, another process, or a lack of rights.
  bool says_damaged() const;
  /// Whether another process has the file for itself.
  bool says_busy() const;

 private:
  int code_;
};

/// A file of SQLite that is open for reading and writing.
class Database {
 public:
  /// Makes the file where there is none.  @throws DatabaseError.
  explicit Database(const std::filesystem::path& file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// @throws DatabaseError.
  void execute(const std::string& sql);
  /// The number that a query answers with.  @throws DatabaseError.
  std::int64_t number(const std::string& sql);
  /// Makes it empty, whatever the file holds.  @throws DatabaseError.
  void reset();

  sqlite3* get() { return database_; }

 private:
  sqlite3* database_ = nullptr;
};

/// All or nothing: without `commit` everything since is undone.
class Transaction {
 public:
  /// @param begin  "BEGIN" for reading, "BEGIN IMMEDIATE" for writing.  @throws DatabaseError.
  Transaction(Database& database, const char* begin);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Database& database_;
  bool is_open_ = true;
};

/// A prepared statement. Columns and parameters count from 0.
class Statement {
 public:
  /// @throws DatabaseError.
  Statement(Database& database, const std::string& sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(int parameter, std::string_view bytes);
  /// As text, which must be UTF-8: programs that read the file expect it where a column is of text.
  Statement& bind_text(int parameter, std::string_view text);
  Statement& bind(int parameter, std::int64_t number);
  Statement& bind(int parameter, double number);

  /// @return whether there is a row.  @throws DatabaseError.
  bool step();
  /// For a statement without rows; it can be bound and run again.  @throws DatabaseError.
  void run();

  std::string_view bytes(int column);
  std::int64_t number(int column);
  double real(int column);

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace zeroth::host
