#include "host/runs/database.h"

namespace zeroth::host {
namespace {

constexpr int kPatience = 500;  ///< milliseconds that another process may keep the file for itself

void check(int code, sqlite3* database) {
  if (code != SQLITE_OK) throw DatabaseError(code & 0xff, sqlite3_errmsg(database));
}

}  // namespace

bool DatabaseError::says_damaged() const {
  return code_ == SQLITE_CORRUPT || code_ == SQLITE_NOTADB || code_ == SQLITE_ERROR ||
         code_ == SQLITE_CONSTRAINT || code_ == SQLITE_MISMATCH;
}

bool DatabaseError::says_busy() const { return code_ == SQLITE_BUSY || code_ == SQLITE_LOCKED; }

Database::Database(const std::filesystem::path& file) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(file.c_str(), &database_, flags, nullptr);
  if (code != SQLITE_OK) {
    const DatabaseError error(code & 0xff, sqlite3_errstr(code));
    sqlite3_close(database_);
    throw error;
  }
  sqlite3_busy_timeout(database_, kPatience);
}

Database::~Database() { sqlite3_close(database_); }

void Database::execute(const std::string& sql) {
  check(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr), database_);
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.number(0) : 0;
}

void Database::reset() {
  // The way that SQLite has for this: others who have the file open take no harm.
  sqlite3_db_config(database_, SQLITE_DBCONFIG_RESET_DATABASE, 1, nullptr);
  const int code = sqlite3_exec(database_, "VACUUM", nullptr, nullptr, nullptr);
  sqlite3_db_config(database_, SQLITE_DBCONFIG_RESET_DATABASE, 0, nullptr);
  check(code, database_);
}

Transaction::Transaction(Database& database, const char* begin) : database_(database) {
  database.execute(begin);
}

Transaction::~Transaction() {
  if (is_open_) sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  is_open_ = false;
}

Statement::Statement(Database& database, const std::string& sql) : database_(database.get()) {
  check(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement_, nullptr), database_);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int parameter, std::string_view bytes) {
  check(
      sqlite3_bind_blob64(statement_, parameter + 1, bytes.data(), bytes.size(), SQLITE_TRANSIENT),
      database_);
  return *this;
}

Statement& Statement::bind_text(int parameter, std::string_view text) {
  check(sqlite3_bind_text64(statement_, parameter + 1, text.data(), text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8),
        database_);
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t number) {
  check(sqlite3_bind_int64(statement_, parameter + 1, number), database_);
  return *this;
}

Statement& Statement::bind(int parameter, double number) {
  check(sqlite3_bind_double(statement_, parameter + 1, number), database_);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  check(code, database_);
  return false;
}

void Statement::run() {
  step();
  sqlite3_reset(statement_);
}

std::string_view Statement::bytes(int column) {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return {data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::int64_t Statement::number(int column) { return sqlite3_column_int64(statement_, column); }

double Statement::real(int column) { return sqlite3_column_double(statement_, column); }

}  // namespace zeroth::host
