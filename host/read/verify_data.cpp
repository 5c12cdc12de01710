#include "host/read/verify_data.h"

namespace zeroth::host {

DataReport verify_data(const DataPlace& place, const Composer& composer, Progress& progress) {
  const auto data = data_at(place, composer, progress);
  return data ? report_data_set(*data, place.path) : report_file(place.path);
}

}  // namespace zeroth::host
