#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace zeroth::host {

/// The bytes of a named section of a 64-bit ELF file, read without loading it. Any file may be
/// given: whatever is not ELF, is cut short or lies about itself has no section.
/// @return nothing when there is no such section or it is larger than `limit`.
std::optional<std::string> read_elf_section(const std::filesystem::path& file,
                                            const std::string& name, std::size_t limit);

}  // namespace zeroth::host
