#include "host/base/stop_count.h"

#include <algorithm>

namespace zeroth::host {
namespace {

// Programs that send a signal twice do it at once; a person takes longer.
constexpr std::chrono::milliseconds kSameRequest{50};

}  // namespace

int StopCount::add(const StopRequest& request, Clock::time_point now) {
  Kind& kind = kinds_[request.signal];
  const bool passed_on = front_end_ != 0 && request.sender == front_end_;
  Arrivals& arrivals = passed_on ? kind.passed_on : kind.direct;
  // The system repeats SIGXCPU every second until the process has ended.
  const bool same =
      arrivals.count > 0 && (request.signal == SIGXCPU || now - arrivals.counted < kSameRequest);
  if (!same) arrivals = {arrivals.count + 1, now};
  int all = 0;
  for (const auto& [signal, one] : kinds_) all += std::max(one.direct.count, one.passed_on.count);
  return all;
}

}  // namespace zeroth::host
