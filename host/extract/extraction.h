#pragma once

#include <zeroth/formats/region_file_writer.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/base/progress.h"
#include "host/extract/backbone.h"
#include "host/extract/image_list.h"

namespace zeroth::host {

/// A backbone, what is wanted of it and how images come to it.
struct BackboneUse {
  std::string model;
  Features features = Features::regions;
  std::int64_t image_size = 448, batch = 16;
  std::string device = "cpu";
};

/// @throws Failure when there is none, or none on that device.
Backbone open_backbone(const BackboneUse& use);

/// Names of the images of an extraction for `target` that was begun; none where there is none.
std::vector<std::string> begun_images(const std::filesystem::path& target);

/// Features of all images, in formats::partial_of(target); what an earlier call finished is not
/// computed again, nor are its images read.
/// @return the file, complete but for what the caller adds and commits.
/// @throws Failure, also when it is interrupted.
std::unique_ptr<formats::RegionFileWriter> extract_features(const ImageList& images,
                                                            const BackboneUse& use,
                                                            Backbone& backbone,
                                                            const std::filesystem::path& target,
                                                            Progress& progress);

}  // namespace zeroth::host
