#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// How long a chain is and the hash of its last record: what another file remembers of it.
struct ChainMark {
  std::int64_t count = 0;
  std::string head;

  Json to_json() const;
  static ChainMark from_json(const Json& json);
};

/// A file of records, a line of JSON each, with its number, the hash of the record before and its
/// own. A record that was changed, taken away or put between others breaks the chain; one that was
/// taken off the end is missed by a mark elsewhere. Hashes are no signatures: whoever writes all
/// these files anew with a program can forge them.
///
/// "time", when it was written, is not part of a hash: the same work has the same chain.
class RecordChain {
 public:
  /// `what`: what errors call it, "the record of looks at the test set".
  /// @throws Failure(bad_data) when the chain is broken, Failure(io) where it cannot be read. A
  /// last line that was not written to its end is no record: the process died before anybody could
  /// have relied on it.
  RecordChain(std::filesystem::path file, std::string what);

  /// @throws Failure(bad_data) when the chain is shorter than `mark` or another.
  void expect(const ChainMark& mark) const;

  /// Takes off a last line that was not written to its end.  @throws Failure(io).
  void drop_unfinished() const;

  /// Writes a record to the disk, with number, hashes and time.  @throws Failure(io).
  /// @return what was written.
  const Json& append(const Json& content);

  const std::vector<Json>& records() const { return records_; }
  ChainMark mark() const;
  [[noreturn]] void broken(const std::string& why) const;

 private:
  void read();

  std::filesystem::path file_;
  std::string what_;
  std::vector<Json> records_;
  std::uintmax_t whole_ = 0;  ///< bytes of all records
};

}  // namespace zeroth::host
