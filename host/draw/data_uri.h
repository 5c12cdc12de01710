#pragma once

#include <string>

namespace zeroth::host {

/// The bytes of an image file as a data URI.
/// @return an empty text for a format that browsers do not show.
std::string image_data_uri(const std::string& bytes);

}  // namespace zeroth::host
