#include "host/rows/open_rows.h"

#include <zeroth/formats/data_file.h>
#include <zeroth/formats/file_kind.h>
#include <zeroth/formats/mapped_file.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/rows/row_kinds.h"
#include "host/rows/temporary_bytes.h"

namespace zeroth::host {
namespace {

constexpr char kNpyStart[] = "\x93NUMPY";
constexpr std::size_t kNpyStartSize = sizeof(kNpyStart) - 1;

/// An array is mapped, so all of it is read first.
std::unique_ptr<RowFile> open_npy_input(const RowRequest& request, const std::string& begin) {
  TemporaryBytes bytes("standard input");
  bytes.add(begin.data(), begin.size());
  std::vector<char> block(std::size_t{1} << 20);
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), stdin)) {
    bytes.add(block.data(), got);
  }
  return open_npy_rows(request, bytes.mapped());
}

std::unique_ptr<RowFile> open_standard_input(const RowRequest& request) {
  std::string begin(kNpyStartSize, '\0');
  begin.resize(std::fread(begin.data(), 1, begin.size(), stdin));
  return begin == kNpyStart ? open_npy_input(request, begin)
                            : open_csv_rows(request, stdin, std::move(begin));
}

/// Whether the file could be text: CSV has no zero bytes.
bool is_text(const formats::MappedFile& file) {
  constexpr std::size_t kLooked = 4096;
  const char* end = file.data + std::min(file.size, kLooked);
  return std::find(file.data, end, '\0') == end;
}

std::unique_ptr<RowFile> open_text(const RowRequest& request, const formats::MappedFile& file) {
  if (!is_text(file)) {
    throw Failure(Exit::bad_data, {"the file holds no rows that can be read",
                                   request.file.string(),
                                   {formats::describe_other(file)},
                                   "give rows as .npy, .npz, .csv, .hdf5 or .mat"});
  }
  std::FILE* stream = std::fopen(request.file.c_str(), "rb");
  if (!stream) {
    throw Failure(Exit::no_input,
                  {"the file cannot be opened", request.file.string(), {std::strerror(errno)}, ""});
  }
  return open_csv_rows(request, stream, "");
}

}  // namespace

std::unique_ptr<RowFile> open_rows(const RowRequest& request) {
  if (request.file == "-") return open_standard_input(request);
  formats::expect_data_file(request.file, "give the name of a file that is there");
  const formats::MappedFile file = formats::map_file(request.file);
  switch (formats::kind_of(file)) {
    case formats::FileKind::npy:
      return open_npy_rows(request, file);
    case formats::FileKind::zip:
      return open_npz_rows(request);
    case formats::FileKind::hdf5:
      return open_hdf5_rows(request);
    case formats::FileKind::mat4:
    case formats::FileKind::mat5:
      return open_mat_rows(request);
    default:
      return open_text(request, file);
  }
}

}  // namespace zeroth::host
