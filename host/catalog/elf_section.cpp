#include "host/catalog/elf_section.h"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <vector>

namespace zeroth::host {
namespace {

constexpr std::uint64_t kMostSections = 4096;

/// Reads at an offset; false when the file ends before.
bool read_at(std::ifstream& file, std::uint64_t offset, void* target, std::size_t size) {
  file.clear();
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(static_cast<char*>(target), static_cast<std::streamsize>(size));
  return static_cast<std::size_t>(file.gcount()) == size;
}

bool read_header(std::ifstream& file, Elf64_Ehdr& header) {
  return read_at(file, 0, &header, sizeof(header)) &&
         std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_shentsize == sizeof(Elf64_Shdr) &&
         header.e_shnum > 0 && header.e_shnum < kMostSections && header.e_shstrndx < header.e_shnum;
}

std::optional<ElfSection> contents(std::ifstream& file, const Elf64_Shdr& section,
                                   std::uint64_t file_size, std::size_t limit) {
  if (section.sh_offset > file_size || section.sh_size > file_size - section.sh_offset) {
    return std::nullopt;
  }
  ElfSection found{section.sh_size, ""};
  if (section.sh_size > limit) return found;
  found.bytes.resize(section.sh_size);
  if (!read_at(file, section.sh_offset, found.bytes.data(), found.bytes.size())) {
    return std::nullopt;
  }
  return found;
}

}  // namespace

std::optional<ElfSection> read_elf_section(const std::filesystem::path& path,
                                           const std::string& name, std::size_t limit) {
  constexpr std::size_t kNamesLimit = 1u << 20;
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  Elf64_Ehdr header{};
  if (error || !file || !read_header(file, header)) return std::nullopt;
  std::vector<Elf64_Shdr> sections(header.e_shnum);
  if (!read_at(file, header.e_shoff, sections.data(), sections.size() * sizeof(Elf64_Shdr))) {
    return std::nullopt;
  }
  const auto names = contents(file, sections[header.e_shstrndx], size, kNamesLimit);
  if (!names) return std::nullopt;
  for (const Elf64_Shdr& section : sections) {
    if (section.sh_name >= names->bytes.size() || section.sh_type == SHT_NOBITS) continue;
    if (std::strcmp(names->bytes.c_str() + section.sh_name, name.c_str()) == 0) {
      return contents(file, section, size, limit);
    }
  }
  return std::nullopt;
}

}  // namespace zeroth::host
