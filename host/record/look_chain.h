#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/record/record_chain.h"

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

/// looks.jsonl: every look, in a chain.
class LookChain {
 public:
  /// @throws Failure as `RecordChain`.
  explicit LookChain(std::filesystem::path file);

  // As of `RecordChain`.
  void expect(const ChainMark& mark) const { chain_.expect(mark); }
  void drop_unfinished() const { chain_.drop_unfinished(); }
  ChainMark mark() const { return chain_.mark(); }

  /// Writes a record to the disk.  @throws Failure(io).
  void append(const Look& look);

  const std::vector<Look>& looks() const { return looks_; }
  /// The last look of that part and epoch, or nothing.
  std::optional<Look> find(const std::string& part, std::int64_t epoch) const;
  /// Looks at the test set.
  std::int64_t test_looks() const;

 private:
  RecordChain chain_;
  std::vector<Look> looks_;
};

}  // namespace zeroth::host
