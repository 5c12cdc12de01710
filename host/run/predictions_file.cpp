#include "host/run/predictions_file.h"

#include <ATen/ops/stack.h>
#include <zeroth/formats/npy.h>

#include <fstream>
#include <iterator>
#include <string>

namespace zeroth::host {
namespace {

at::Tensor table_of(const ScoreFile& scores) {
  return at::stack({scores.rows.labels, scores.predictions}, 1).contiguous();
}

std::vector<std::size_t> table_shape(const at::Tensor& table) {
  return {static_cast<std::size_t>(table.size(0)), 2};
}

}  // namespace

void write_predictions(const std::filesystem::path& file, const ScoreFile& scores) {
  const at::Tensor table = table_of(scores);
  formats::write_npy(file, table.data_ptr<std::int64_t>(), table_shape(table));
}

bool holds_predictions(const std::filesystem::path& file, const ScoreFile& scores) {
  const at::Tensor table = table_of(scores);
  std::string wanted = formats::npy_start("i8", table_shape(table));
  wanted.append(static_cast<const char*>(table.data_ptr()), table.nbytes());
  std::ifstream stream(file, std::ios::binary);
  return wanted == std::string{std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace zeroth::host
