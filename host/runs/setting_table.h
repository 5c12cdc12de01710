#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/base/json.h"

namespace zeroth::host {

/// A number for a value at a place of a pipeline: the same for all runs that have it there.
using SettingId = std::uint32_t;

/// The values of many pipelines, each kept once: ten thousand runs differ in little.
class SettingTable {
 public:
  /// A value at a place, and the number of the place.
  struct Setting {
    std::string path;  ///< "train.epochs"
    std::string json;  ///< "40", also for 40.0
    std::uint32_t place = 0;
  };

  SettingId id_of(const std::string& path, const std::string& json);
  /// Of every value of a resolved pipeline, in its order.
  std::vector<SettingId> ids_of(const Json& pipeline);

  const Setting& operator[](SettingId id) const { return settings_[id]; }
  std::size_t size() const { return settings_.size(); }

  /// Paths by the numbers of their places, in the order in which they came.
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  std::vector<Setting> settings_;
  std::vector<std::string> paths_;
  std::unordered_map<std::string, SettingId> ids_;
  std::unordered_map<std::string, std::uint32_t> places_;
};

}  // namespace zeroth::host
