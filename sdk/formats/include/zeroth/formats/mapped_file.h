#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

namespace zeroth::formats {

/// A file as read-only memory. Copies share the mapping.
struct MappedFile {
  const char* data = nullptr;
  std::size_t size = 0;
  std::shared_ptr<const void> owner;
};

/// @throws Error(no_input) when the file cannot be opened or is no regular one, Error(io) when
/// it cannot be mapped.
MappedFile map_file(const std::filesystem::path& file);

}  // namespace zeroth::formats
