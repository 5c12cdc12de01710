#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace zeroth::host {

// Files that grow line by line. `name` is what a message calls the file: "the metrics".

/// Appends the bytes in one write where the system allows it.  @throws Failure(io): some of them
/// may have been written.
void append_bytes(const std::filesystem::path& file, const std::string& bytes, const char* name);

/// The same for a line and its end.  @throws Failure(io).
void append_line(const std::filesystem::path& file, const std::string& line, const char* name);

/// Brings what was appended to the disk.  @throws Failure(io).
void flush_file(const std::filesystem::path& file, const char* name);

/// Takes off what lies behind `size`; a file that is shorter or missing stays.  @throws
/// Failure(io).
void cut_file_to(const std::filesystem::path& file, std::uintmax_t size);

}  // namespace zeroth::host
