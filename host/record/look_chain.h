#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// One look at held-out rows: an evaluation and what it said.
struct Look {
  std::string problem;      ///< "test", or "validation": rows held out of the training rows
  std::string part;         ///< of the run: "selection" or "final"
  std::int64_t epoch = 0;   ///< of the main training
  Json figures, gate;       ///< percent
  Json threshold;           ///< where H is best, or null
  std::string scores;       ///< hash of the file of scores that the look wrote; empty: none
  std::string model;        ///< hash of the tensors of the model that it left; empty: none
  std::string metrics;      ///< hash of the metrics up to and with this look
  std::string environment;  ///< hash of what the bits depend on beside pipeline, data and plugins

  Json to_json() const;
  /// @throws Json::exception when a member is missing or of another type.
  static Look from_json(const Json& json);
};

/// How long a chain is and the hash of its last record: what another file remembers of it.
struct ChainMark {
  std::int64_t count = 0;
  std::string head;

  Json to_json() const;
  static ChainMark from_json(const Json& json);
};

/// looks.jsonl: every look, each record with its number, the hash of the record before and its own.
/// A record that was changed, taken away or put between others breaks the chain; one that was taken
/// off the end is missed by the marks in checkpoint, status and result. Hashes are no signatures:
/// whoever writes all these files anew with a program can forge them.
///
/// "time", when it was written, is not part of a hash: the same run has the same chain.
class LookChain {
 public:
  /// @throws Failure(bad_data) when the chain is broken. A last line that was not written to its
  /// end is no record: the process died before anybody could have relied on it.
  explicit LookChain(std::filesystem::path file);

  /// @throws Failure(bad_data) when the chain is shorter than `mark` or another.
  void expect(const ChainMark& mark) const;

  /// Takes off a last line that was not written to its end.  @throws Failure(io).
  void drop_unfinished() const;

  /// Writes a record to the disk.  @throws Failure(io).
  void append(const Look& look);

  const std::vector<Look>& looks() const { return looks_; }
  /// The last look of that part and epoch, or nothing.
  std::optional<Look> find(const std::string& part, std::int64_t epoch) const;
  /// Looks at the test set.
  std::int64_t test_looks() const;
  ChainMark mark() const;

 private:
  [[noreturn]] void broken(const std::string& why) const;
  void read();

  std::filesystem::path file_;
  std::vector<Look> looks_;
  std::vector<std::string> hashes_;
  std::uintmax_t whole_ = 0;  ///< bytes of all records
};

}  // namespace zeroth::host
