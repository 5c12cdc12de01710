#include <zeroth/formats/file_kind.h>

#include <string_view>

#include "sdk/formats/src/mat4_source.h"

namespace zeroth::formats {
namespace {

using std::literals::string_view_literals::operator""sv;

bool begins_with(std::string_view content, std::string_view start) {
  return content.substr(0, start.size()) == start;
}

/// HDF5's signature stands at the beginning or behind a block of 512, 1024, 2048, ... bytes.
bool is_hdf5(std::string_view content) {
  constexpr auto kSignature = "\x89HDF\r\n\x1a\n"sv;
  if (begins_with(content, kSignature)) return true;
  for (std::size_t at = 512; at < content.size(); at *= 2) {
    if (begins_with(content.substr(at), kSignature)) return true;
  }
  return false;
}

/// Version and order of bytes, the last four of 128 bytes of header.
bool is_mat5(std::string_view content) {
  if (content.size() < 128) return false;
  const std::string_view end = content.substr(124, 4);
  return end == "\0\1IM"sv || end == "\1\0MI"sv;
}

bool is_pickle(std::string_view content) {
  return content.size() > 2 && content[0] == '\x80' && content[1] >= 2 && content[1] <= 5;
}

constexpr auto kZip = "PK\3\4"sv;

struct Stranger {
  std::string_view start;
  const char* words;
};

constexpr Stranger kStrangers[] = {
    {kZip, "it is a ZIP or .npz archive: unpack it"},
    {"\x1f\x8b"sv, "it is packed with gzip: unpack it with gunzip"},
    {"# Created by Octave"sv, "it is Octave's text: save it with save -v7"},
    {"Octave-1-"sv, "it is Octave's own binary: save it with save -v7"},
    {"version https://git-lfs"sv, "it is a pointer of Git LFS, not the file: git lfs pull"},
    {"<"sv, "it is a web page or XML, not data: download the file itself"}};

}  // namespace

FileKind kind_of(const MappedFile& file) {
  const std::string_view content(file.data, file.size);
  if (is_hdf5(content)) return FileKind::hdf5;
  if (is_mat5(content)) return FileKind::mat5;
  if (begins_with(content, "\x93NUMPY"sv)) return FileKind::npy;
  if (is_pickle(content)) return FileKind::pickle;
  if (begins_with(content, kZip)) return FileKind::zip;
  return begins_as_mat4(file) ? FileKind::mat4 : FileKind::other;
}

std::string describe_other(const MappedFile& file) {
  const std::string_view content(file.data, file.size);
  if (content.empty()) return "it is empty";
  for (const Stranger& one : kStrangers) {
    if (begins_with(content, one.start)) return one.words;
  }
  return "it begins like none of the files that are read";
}

}  // namespace zeroth::formats
