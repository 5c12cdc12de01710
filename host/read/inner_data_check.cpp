#include "host/read/inner_data_check.h"

#include <zeroth/host_side.h>

#include "host/data/checks.h"
#include "host/read/promise_check.h"

namespace zeroth::host {
namespace {

/// What it warns of is found again in what the outer reader makes of it.
void check_inner(const DataSet& data, const PluginPlace& place, bool has_numbers) {
  check_arrays(data, has_numbers ? Numbers::all : Numbers::without_features, place);
  if (has_numbers) {
    check_data_set(data, place.where);
  } else {
    check_splits(data, place.where);
  }
}

}  // namespace

void serve_inner_readers() { host_side::services().check_data = &check_inner; }

}  // namespace zeroth::host
