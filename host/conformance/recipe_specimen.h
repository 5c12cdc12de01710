#pragma once

#include <memory>

#include "host/conformance/check.h"
#include "host/conformance/setting.h"
#include "host/conformance/specimen.h"

namespace zeroth::host {

std::unique_ptr<Specimen> make_recipe_specimen(const Subject& subject, const Setting& setting);

}  // namespace zeroth::host
