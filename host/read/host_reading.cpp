#include "host/read/host_reading.h"

#include "host/data/array_cache.h"

namespace zeroth::host {

LabelledFeatures HostReading::cached(const std::string& file,
                                     const std::function<LabelledFeatures()>& parse) {
  return host::cached(file, reader_, progress_, parse);
}

}  // namespace zeroth::host
