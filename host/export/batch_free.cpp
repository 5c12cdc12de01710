#include "host/export/batch_free.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/equal.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/csrc/jit/ir/constants.h>

#include <utility>
#include <vector>

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

namespace jit = torch::jit;

constexpr const char* kOutside =
    "it computes with something other than tensor operations on its input, such as a derivative or "
    "code of its own";

/// Goes through two recordings at once.
class TwoRecordings {
 public:
  TwoRecordings(jit::Graph& graph, std::int64_t size, std::int64_t other_size)
      : graph_(graph), size_(size), other_size_(other_size) {}

  void join(jit::Block& one, jit::Block& other) {
    auto b = other.nodes().begin();
    for (jit::Node* a : one.nodes()) {
      if (b == other.nodes().end()) refuse_course();
      join(*a, **b);
      ++b;
    }
    if (b != other.nodes().end()) refuse_course();
  }

  /// The input first: it, too, is of any size.
  void join_types(const jit::Value& a, const jit::Value& b) { join_type(a, b); }

  /// What a plugin does piece by piece it does row by row: one piece is all rows, however many.
  void join_pieces() {
    for (jit::Node* node : graph_.nodes()) {
      if (node->kind() != c10::prim::ListUnpack || node->outputs().size() != 1) continue;
      jit::Node* const split = node->input()->node();
      const bool is_split = split->kind() == c10::aten::split || split->kind() == c10::aten::chunk;
      if (is_split) node->output()->replaceAllUsesWith(split->inputs().at(0));
    }
  }

  void replace() {
    if (numbers_.empty()) return;
    const jit::WithInsertPoint at_start(*graph_.nodes().begin());
    jit::Value* const rows =
        graph_.insert(c10::aten::size, {graph_.inputs().at(0), std::int64_t{0}});
    for (const Number& one : numbers_) {
      jit::Value* value = rows;
      if (one.factor != 1) value = graph_.insert(c10::aten::mul, {value, one.factor});
      if (one.offset != 0) value = graph_.insert(c10::aten::add, {value, one.offset});
      one.value->replaceAllUsesWith(value);
    }
  }

 private:
  /// factor * N + offset, in the place of `value`.
  struct Number {
    jit::Value* value;
    std::int64_t factor, offset;
  };

  [[noreturn]] static void refuse_course() {
    throw NotRecorded("what it computes depends on how many rows there are");
  }

  void join(jit::Node& a, jit::Node& b) {
    const bool alike = a.kind() == b.kind() && a.outputs().size() == b.outputs().size() &&
                       a.inputs().size() == b.inputs().size() &&
                       a.blocks().size() == b.blocks().size();
    if (!alike) refuse_course();
    for (std::size_t i = 0; i < a.blocks().size(); ++i) join(*a.blocks()[i], *b.blocks()[i]);
    if (a.kind() == c10::prim::Constant) return join_constants(a, b);
    for (std::size_t i = 0; i < a.outputs().size(); ++i)
      join_type(*a.outputs()[i], *b.outputs()[i]);
  }

  void join_constants(jit::Node& a, jit::Node& b) {
    const auto one = jit::toIValue(a.output()), other = jit::toIValue(b.output());
    if (!one || !other || one->tagKind() != other->tagKind()) refuse_course();
    if (one->isInt()) return join_numbers(*a.output(), one->toInt(), other->toInt());
    if (one->isTensor()) return expect_same(one->toTensor(), other->toTensor());
    if (*one != *other) refuse_course();
  }

  void join_numbers(jit::Value& value, std::int64_t here, std::int64_t there) {
    if (here == there) return;
    const std::int64_t rows = other_size_ - size_;
    if ((there - here) % rows != 0) refuse_course();
    const std::int64_t factor = (there - here) / rows;
    numbers_.push_back({&value, factor, here - factor * size_});
  }

  static void expect_same(const at::Tensor& a, const at::Tensor& b) {
    if (a.is_same(b)) return;
    const bool alike = a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes();
    if (!alike || !at::equal(a, b)) throw NotRecorded(kOutside);
  }

  static void join_type(const jit::Value& a_const, const jit::Value& b) {
    auto& a = const_cast<jit::Value&>(a_const);
    const auto one = a.type()->cast<c10::TensorType>(), other = b.type()->cast<c10::TensorType>();
    if (!one || !other || !one->scalarType()) return;
    const auto here = one->sizes().concrete_sizes(), there = other->sizes().concrete_sizes();
    if (!here || !there || here->size() != there->size()) return;
    std::vector<c10::optional<std::int64_t>> sizes;
    for (std::size_t i = 0; i < here->size(); ++i) {
      const bool is_fixed = (*here)[i] == (*there)[i];
      sizes.push_back(is_fixed ? c10::optional<std::int64_t>((*here)[i]) : c10::nullopt);
    }
    a.setType(c10::TensorType::create(one->scalarType(), one->device(),
                                      c10::VaryingShape<std::int64_t>(std::move(sizes)),
                                      c10::VaryingShape<std::int64_t>(here->size()), false));
  }

  jit::Graph& graph_;
  std::int64_t size_, other_size_;
  std::vector<Number> numbers_;
};

}  // namespace

void make_batch_free(jit::Graph& graph, std::int64_t size, jit::Graph& other,
                     std::int64_t other_size) {
  TwoRecordings both(graph, size, other_size);
  both.join_types(*graph.inputs().at(0), *other.inputs().at(0));
  both.join(*graph.block(), *other.block());
  both.join_pieces();
  both.replace();
}

void refuse_recording(const Json& card, const std::string& why) {
  std::vector<std::string> plugins;
  for (const auto& [id, one] : card.at("plugins").items()) {
    if (id.rfind("data.", 0) != 0) plugins.push_back(id);
  }
  throw Failure(Exit::unavailable,
                {"the model cannot be written as a computation of its own",
                 fmt::format("{}", fmt::join(plugins, ", ")),
                 {why},
                 "ask it by `zeroth predict` or `zeroth serve`, or write its tensors alone: "
                 "`zeroth export MODEL --to safetensors --out FILE`"});
}

}  // namespace zeroth::host
