#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/json.h"
#include "host/engine/composer.h"

namespace zeroth::host {

/// A reader that would read some files, and how.
struct RecognisedData {
  Json block;                        ///< {"use", "params"}
  std::vector<std::string> remarks;  ///< what a user should know
};

/// What reader `id` says of the files at `path`; nothing where it does not know them, or recognises
/// none. `given`: parameters that the user has said; those of other readers are left out.
std::optional<RecognisedData> recognised_by(const std::string& id, const std::string& path,
                                            const Json& given, const Composer& composer);

/// The only reader that recognises them; nothing where none does.
/// @throws Failure(bad_configuration) where several do; where none does, what one of them says that
/// its files lack.
std::optional<RecognisedData> recognised(const std::string& path, const Json& given,
                                         const Composer& composer);

}  // namespace zeroth::host
