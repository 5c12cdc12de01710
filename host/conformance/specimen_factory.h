#pragma once

#include <memory>

#include "host/conformance/check.h"
#include "host/conformance/setting.h"
#include "host/conformance/specimen.h"

namespace zeroth::host {

/// A component of the subject's kind, ready to be used.
/// @throws Failure when the plugin refuses, std::invalid_argument when the kit cannot make one.
std::unique_ptr<Specimen> make_specimen(const Subject& subject, const Setting& setting = {});

}  // namespace zeroth::host
