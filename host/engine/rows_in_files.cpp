#include "host/engine/rows_in_files.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <zeroth/host_side.h>

#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "host/base/environment.h"
#include "host/base/scratch_file.h"

namespace zeroth::host {
namespace {

struct Place {
  std::filesystem::path folder;
  std::int64_t limit;
  std::string fix;
};
std::optional<Place> place;

at::Tensor rows_of(std::int64_t rows, std::int64_t width, const at::TensorOptions& options) {
  const auto bytes = rows * width * static_cast<std::int64_t>(options.dtype().itemsize());
  if (!place || !options.device().is_cpu() || bytes <= place->limit) {
    return at::empty({rows, width}, options);
  }
  auto file = std::make_shared<ScratchFile>(place->folder, bytes, place->fix);
  void* data = file->data();
  return at::from_blob(
      data, {rows, width}, [file = std::move(file)](void*) {}, options);
}

}  // namespace

RowsInFiles::RowsInFiles(std::filesystem::path folder, std::int64_t limit, std::string fix) {
  place = {std::move(folder), limit, std::move(fix)};
  host_side::services().rows = &rows_of;
  host_side::services().put_rows_aside = &put_rows_aside;
}

RowsInFiles::~RowsInFiles() {
  host_side::services().rows = nullptr;
  host_side::services().put_rows_aside = nullptr;
  place.reset();
}

RowsInTemporaryFiles::RowsInTemporaryFiles() {
  if (place) return;
  // In /tmp a file may be memory.
  const std::string named = environment("TMPDIR");
  const std::filesystem::path folder = named.empty() ? "/var/tmp" : named;
  std::error_code none;
  if (!std::filesystem::is_directory(folder, none)) return;
  files_.emplace(folder, kRowsInMemory, "make room there, or name another folder with TMPDIR");
}

void put_rows_aside() {
  if (place) put_scratch_aside(place->limit);
}

}  // namespace zeroth::host
