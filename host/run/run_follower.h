#pragma once

#include <cstdio>
#include <memory>
#include <optional>

#include "host/base/progress.h"
#include "host/engine/composer.h"
#include "host/precision/run_precision.h"
#include "host/ranks/rank_group.h"
#include "host/read/loaded_data_set.h"
#include "host/run/run_options.h"
#include "host/run/run_record.h"

namespace zeroth::host {

/// A rank other than the first: does as that one says, writes nothing and says nothing.
class RunFollower {
 public:
  RunFollower(const RunRequest& request, RankGroup& ranks);

  /// Until the first rank has made its last look.
  /// @throws Failure as Runner, and as RankGroup where another rank ends.
  void run();

 private:
  /// Where nobody reads it.
  struct Nowhere {
    Nowhere() : file(std::fopen("/dev/null", "w")) {}
    ~Nowhere() {
      if (file) std::fclose(file);
    }
    Nowhere(const Nowhere&) = delete;
    Nowhere& operator=(const Nowhere&) = delete;
    std::FILE* file;
  };

  LoadedDataSet read_data();
  void help_with_looks(Session& session);
  void train_part(const LoadedDataSet& data, const RunRecord& record);

  const RunRequest& request_;
  RankGroup& ranks_;
  Nowhere nowhere_;
  Progress silent_;
  at::Device device_;
  RunPrecision precision_;
  Composer composer_;
};

}  // namespace zeroth::host
