#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "host/base/progress.h"
#include "host/map/map_points.h"
#include "host/map/t_sne.h"

namespace zeroth::host {

/// Exact t-SNE of more rows takes many minutes and hundreds of megabytes.
constexpr std::int64_t kMostMapRows = 5000;
/// Of these the principal plane takes a second, however wide they are.
constexpr std::int64_t kUsualPlaneRows = 1000;

struct MapRequest {
  std::filesystem::path run;                   ///< its directory
  std::map<std::string, std::string> plugins;  ///< id -> library, of its data reader too
  std::string method = "pca";                  ///< or "t-sne"
  std::int64_t rows = kUsualPlaneRows;         ///< in all, at most
  std::uint64_t seed = 1;                      ///< of rows and noise
  std::string data;                            ///< where its data are now; empty: where it says
  TSneSettings t_sne;
};

/// Real rows of a run beside those that its generator makes, in the plane. Reads its model and its
/// data and writes nothing. It shows test rows: choose nothing by it.
/// @throws Failure where the run left no model, has no generator or other data, or its data are not
/// there; Failure(interrupted or terminated) where a guard of the caller has noted a signal.
MapPoints map_of_run(const MapRequest& request, Progress& progress);

}  // namespace zeroth::host
