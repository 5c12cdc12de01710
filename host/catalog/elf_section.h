#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace zeroth::host {

/// A section as it lies in the file.
struct ElfSection {
  std::uint64_t size = 0;
  std::string bytes;  ///< empty when the section is larger than the reader's limit
};

/// A named section of a 64-bit ELF file, read without loading it. Any file may be given: whatever
/// is not ELF, is cut short or lies about itself has no section.
/// @return nothing when there is no such section.
std::optional<ElfSection> read_elf_section(const std::filesystem::path& file,
                                           const std::string& name, std::size_t limit);

}  // namespace zeroth::host
