#include <zeroth/region_source.h>

namespace zeroth {

RegionSource::~RegionSource() = default;

}  // namespace zeroth
