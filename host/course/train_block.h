#pragma once

#include "host/base/json.h"
#include "host/engine/composer.h"
#include "host/train/train_settings.h"

namespace zeroth::host {

/// The `train` block.
TrainSettings train_settings(const Json& pipeline, const Composer& composer);

}  // namespace zeroth::host
