// Of a build with ZEROTH_OWN_PRODUCTS=OFF: nothing is replaced, since a LibTorch that brings its
// own oneDNN meets no other one in the same process.
#include "host/precision/matrix_products.h"
#include "host/precision/precision.h"

namespace zeroth::host {

std::string instructions(Precision) { return ""; }

MatrixProducts::MatrixProducts(Precision)
    : library_(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, __FILE__, __LINE__) {}

}  // namespace zeroth::host
