#pragma once

#include <zeroth/data_reader.h>

#include <string>

#include "host/base/progress.h"

namespace zeroth::host {

/// What the host does for a reader while it reads.
class HostReading final : public Reading {
 public:
  enum class Purpose { run, survey };

  /// `reader` names the reader and its build: what another one made of a file is not taken.
  HostReading(std::string reader, Purpose purpose, Progress& progress)
      : reader_(std::move(reader)), purpose_(purpose), progress_(progress) {}

  void note(const std::string& text) override { progress_.message(text); }
  LabelledFeatures cached(const std::string& file,
                          const std::function<LabelledFeatures()>& parse) override;
  bool is_survey() const override { return purpose_ == Purpose::survey; }

 private:
  std::string reader_;
  Purpose purpose_;
  Progress& progress_;
};

}  // namespace zeroth::host
