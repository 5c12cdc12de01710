// Every operation that ONNX is told of: LibTorch's numbers against numpy's, which reads the ONNX
// file.
#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <string>

#include "host/export/batch_free.h"
#include "host/export/onnx_file.h"
#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/python.h"

using namespace zeroth::host;

namespace {

constexpr std::int64_t kColumns = 6;

using Function = std::function<at::Tensor(const at::Tensor&)>;

at::Tensor rows(std::int64_t count) {
  return at::rand({count, kColumns}, at::detail::createCPUGenerator(3)) + 0.1;
}

at::Tensor constant(at::IntArrayRef sizes) {
  return at::rand(sizes, at::detail::createCPUGenerator(4));
}

std::map<std::string, Function> operations() {
  const at::Tensor weight = constant({4, kColumns}), bias = constant({4});
  const at::Tensor row = constant({kColumns}), wide = row.to(at::kDouble);
  const at::Tensor lower = at::tril(constant({kColumns, kColumns})) + at::eye(kColumns);
  const at::Tensor places = at::tensor({4, 0, 2}, at::kLong),
                   all = at::tensor({5, 4, 3, 2, 1, 0}, at::kLong);
  using X = const at::Tensor&;
  return {
      {"add", [=](X x) { return x.add(row, 2) + 1; }},
      {"sub", [=](X x) { return row - x.sub(0.5); }},
      {"rsub", [](X x) { return 1 - x; }},
      {"mul-div", [=](X x) { return x * row / 3; }},
      {"pow", [](X x) { return x.pow(1.5).square().rsqrt(); }},
      {"compare", [=](X x) { return at::where(x > row, x, x - 1) + x.le(0.5) + x.ne(row); }},
      {"unary", [](X x) { return -x.exp().log().sqrt().abs().reciprocal().floor(); }},
      {"small", [](X x) { return (x * 1e-6).log1p() + (x * 1e-6).expm1(); }},
      {"active",
       [](X x) {
         return at::sigmoid(x).tanh() + at::leaky_relu(x - 0.5, 0.2) + at::relu(x - 0.4);
       }},
      {"clamp", [](X x) { return x.clamp(0.3, 0.6) + x.clamp_min(0.5) + x.clamp_max(0.4); }},
      {"linear", [=](X x) { return at::linear(x, weight, bias); }},
      {"linear-3d", [=](X x) { return at::linear(x.unsqueeze(1), weight, bias).squeeze(1); }},
      {"products", [=](X x) { return at::mm(x, weight.t()).matmul(weight); }},
      {"addmm", [=](X x) { return at::addmm(bias, x, weight.t(), 2, -3); }},
      {"solve", [=](X x) { return at::linalg_solve_triangular(lower.t(), x, true, false); }},
      {"sums",
       [](X x) { return x.sum(1, true) + x.mean(1, true) + x.amax(1, true) + x.amin(1, true); }},
      {"norm", [](X x) { return x / x.norm(2, {1}, true) + x.to(at::kDouble).norm(2, {1}, true); }},
      {"logsumexp", [](X x) { return at::logsumexp(x * 200, 1); }},
      {"softmax",
       [](X x) { return at::softmax(x.unsqueeze(2) * 2, 1).squeeze(2) + at::log_softmax(x, 1); }},
      {"best", [](X x) { return std::get<0>(x.max(1)) + x.argmin(1) + x.argmax(1); }},
      {"topk",
       [](X x) {
         return std::get<0>(x.topk(3, 1)) + std::get<1>(x.sort(1, true)).narrow(1, 0, 3);
       }},
      {"kthvalue", [](X x) { return std::get<0>(at::kthvalue(x, 2, 1)); }},
      {"index", [=](X x) { return x.index_select(1, places); }},
      {"copy", [=](X x) { return at::empty_like(x).index_copy_(1, all, x) * 2; }},
      {"some", [=](X x) { return x.clone().index_copy_(1, places, x.narrow(1, 0, 3) + 1); }},
      {"index-add", [=](X x) { return x.index_add(1, places, x.narrow(1, 3, 3), -2); }},
      {"scatter",
       [](X x) {
         return at::zeros_like(x).scatter_add_(1, std::get<1>(x.topk(2, 1)), x.narrow(1, 2, 2));
       }},
      {"gather", [](X x) { return x.gather(1, std::get<1>(x.topk(2, 1))); }},
      {"shapes",
       [](X x) {
         return x.view({x.size(0), 2, 3}).transpose(1, 2).flatten(1).contiguous();
       }},
      {"permute",
       [](X x) {
         return x.reshape({-1, 3, 2}).permute({0, 2, 1}).select(1, 1);
       }},
      {"slice", [](X x) { return x.slice(1, 1, 6, 2); }},
      {"join",
       [](X x) {
         return at::cat({x, at::stack({x, x}, 2).sum(2)}, 1);
       }},
      {"made",
       [](X x) {
         return x + at::zeros({x.size(0), 1}) + at::full({x.size(0), kColumns}, 2.0);
       }},
      {"expand",
       [=](X x) {
         return row.expand({x.size(0), kColumns}) + x;
       }},
      {"pieces",
       [](X x) {
         const at::Tensor out = at::empty({x.size(0), kColumns});
         out.narrow(0, 0, x.size(0)).copy_(x + 1);
         return at::cat(out.split(256)) + x;
       }},
      {"double", [=](X x) { return ((x.to(at::kDouble) - wide) / 3); }},
      {"in-place", [](X x) { return (x * 2).add_(1).mul_(x).fill_(3) + x; }},
  };
}

Recording recorded(const Function& function) {
  return {[&](const at::Tensor& x) { return function(x).to(at::kFloat); }, rows};
}

std::string bytes_of(const Recording& recording, const at::Tensor& said) {
  const std::vector<std::int64_t> sizes(said.sizes().begin() + 1, said.sizes().end());
  return onnx_bytes(recording,
                    {{"features", {kColumns}}, sizes, {}, {{"labels", "[]"}, {"seen", "[]"}}});
}

std::string raw(const at::Tensor& tensor) {
  const at::Tensor whole = tensor.to(at::kFloat).contiguous();
  return {static_cast<const char*>(whole.data_ptr()), whole.nbytes()};
}

constexpr const char* kScript = R"(
import importlib.util, numpy, pathlib
spec = importlib.util.spec_from_file_location("example", ")" ZEROTH_TEST_EXAMPLE R"(")
example = importlib.util.module_from_spec(spec)
spec.loader.exec_module(example)
for file in sorted(pathlib.Path(".").glob("*.onnx")):
    x = numpy.fromfile(file.with_suffix(".x"), "f4").reshape(-1, 6)
    wanted = numpy.fromfile(file.with_suffix(".y"), "f4")
    said = example.Model(file).scores(x)
    assert said.dtype == "f4" and len(said) == len(x), (file, said.shape)
    assert numpy.allclose(said.ravel(), wanted, 1e-5, 1e-6), (file, said, wanted.reshape(said.shape))
)";

}  // namespace

TEST_CASE("numpy computes by the file what LibTorch computes, for other numbers of rows") {
  const Folder folder;
  for (const auto& one : operations()) {
    CAPTURE(one.first);
    const auto& [name, function] = one;
    const Recording recording = recorded(function);
    for (const std::int64_t count : {1, 4, 300}) {
      const at::Tensor x = rows(count), wanted = function(x).to(at::kFloat);
      CHECK(at::allclose(recording(x), wanted, 1e-6, 1e-7));
      const std::string file = name + "-" + std::to_string(count);
      folder.write(file + ".onnx", bytes_of(recording, wanted));
      folder.write(file + ".x", raw(x));
      folder.write(file + ".y", raw(wanted));
    }
  }
  python(folder, "numpy", kScript);
}

TEST_CASE("what cannot be recorded for any number of rows says so") {
  const auto why = [](const Function& function) -> std::string {
    try {
      const Recording recording = recorded(function);
      bytes_of(recording, recording(rows(3)));
      return "";
    } catch (const NotRecorded& problem) {
      return problem.what();
    }
  };
  using X = const at::Tensor&;
  CHECK(why([](X x) { return x * 2; }) == "");
  CHECK(why([](X x) { return x.size(0) < 9 ? x : x + 1; }) ==
        "what it computes depends on how many rows there are");
  CHECK(why([](X x) { return at::cat(x.split(2)); }) ==
        "what it computes depends on how many rows there are");
  CHECK(why([](X x) {
          const at::Tensor own = at::from_blob(x.data_ptr(), x.sizes()).clone();
          return x + own;
        }) ==
        "it computes with something other than tensor operations on its input, such as a "
        "derivative or code of its own");
  CHECK(why([](X x) { return at::cumsum(x, 1); }) == "ONNX is not told of \"aten::cumsum\"");
  CHECK(why([](X x) {
          const at::Tensor out = x * 2;
          out.narrow(1, 0, 2).copy_(x.narrow(1, 1, 2));
          return out + 0;
        }) == "ONNX is not told of numbers that are written into a part of a tensor");
}
