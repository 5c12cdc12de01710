#pragma once

#include <string>
#include <vector>

#include "host/base/progress.h"
#include "host/extract/image_list.h"

namespace zeroth::host {

/// Images that can be read, and those that cannot, or that no list of names could name: "a/1.jpg:
/// it is cut short".
struct CheckedImages {
  ImageList good;
  std::vector<std::string> broken;
};

/// Looks at every image, so that a broken one is found now and not after hours.
/// @param known  names of images that an earlier call found to be good: they are not read again.
/// @throws Failure when it is interrupted.
CheckedImages check_images(const ImageList& images, const std::vector<std::string>& known,
                           Progress& progress);

}  // namespace zeroth::host
