#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <mutex>
#include <string>

#include "host/model/picture_reader.h"

namespace zeroth::host {

/// Pictures of many clients, which become what the model reads one at a time: decoded, one may take
/// a thousand times its size.
class ServedPictures {
 public:
  ServedPictures(const LoadedModel& model, const std::string& backbone)
      : reader_(model, backbone) {}

  /// A row [1,D] or an image [1,R,M]; from any thread.
  /// @throws Refusal(400) for what is no picture.
  at::Tensor samples(const std::string& body);

 private:
  std::mutex mutex_;
  PictureReader reader_;
};

/// What reads pictures for that model; nothing where it names no backbone. Where the backbone is
/// not as it was, that is said, and everything else is served.
/// @param backbone  where it is now; empty: where the model says
/// @throws Failure as PictureReader where `backbone` is given.
std::unique_ptr<ServedPictures> served_pictures(const LoadedModel& model,
                                                const std::string& backbone);

}  // namespace zeroth::host
