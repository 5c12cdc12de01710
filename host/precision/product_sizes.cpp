#include "host/precision/product_sizes.h"

namespace zeroth::host {
namespace {

// Below this, preparing a product takes as long as it saves.
constexpr std::int64_t kLeastSide = 8;
constexpr std::int64_t kLeastProduct = std::int64_t{1} << 18;

thread_local int plain_products = 0;  // that live

bool is_matrix_of_floats(const at::Tensor& tensor) {
  return tensor.dim() == 2 && tensor.scalar_type() == at::kFloat;
}

}  // namespace

bool large_product(const at::Tensor& a, const at::Tensor& b) {
  if (plain_products > 0) return false;
  if (!is_matrix_of_floats(a) || !is_matrix_of_floats(b) || a.size(1) != b.size(0)) return false;
  const auto rows = a.size(0), inner = a.size(1), columns = b.size(1);
  return rows >= kLeastSide && inner >= kLeastSide && columns >= kLeastSide &&
         rows * inner * columns >= kLeastProduct;
}

PlainProducts::PlainProducts() { ++plain_products; }

PlainProducts::~PlainProducts() { --plain_products; }

}  // namespace zeroth::host
