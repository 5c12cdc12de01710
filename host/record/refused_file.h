#pragma once

#include <filesystem>
#include <string>

namespace zeroth::host {

/// What to do about a file of a run that cannot be used.
constexpr const char* kPutBackOrStartAgain =
    "put back a copy of the run directory, or start the run again";

/// Refuses a file that is not as the run wrote it.  @throws Failure(bad_data).
[[noreturn]] void refuse_file(const std::string& what, const std::filesystem::path& file,
                              const std::string& why);

/// The same of a document: "a file of the run is damaged".
[[noreturn]] void refuse_damaged(const std::filesystem::path& file, const std::string& why);

}  // namespace zeroth::host
