#include "host/conformance/loss_specimen.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn.h>
#include <fmt/format.h>
#include <zeroth/loss.h>

#include <set>
#include <sstream>

#include "host/conformance/component.h"
#include "host/conformance/lent.h"
#include "host/conformance/world.h"

namespace zeroth::host {
namespace {

/// Numbers that stand for a symbol of a shape. Rows are the only size that a check varies.
std::int64_t size_of_symbol(const std::string& symbol, std::int64_t rows) {
  static const std::map<std::string, std::int64_t> known = {
      {"D", WorldSizes::features},  {"A", WorldSizes::attributes}, {"C", WorldSizes::classes},
      {"S", WorldSizes::seen},      {"E", WorldSizes::embedding},  {"U", 3},
      {"K", WorldSizes::attributes}};
  if (symbol == "N" || symbol == "B") return rows;
  if (symbol.find_first_not_of("0123456789") == std::string::npos) return std::stoll(symbol);
  const auto found = known.find(symbol);
  return found == known.end() ? 11 : found->second;
}

/// "D" or "D+A".
std::int64_t size_of_entry(const std::string& text, std::int64_t rows) {
  std::int64_t size = 0;
  std::istringstream stream(text);
  for (std::string symbol; std::getline(stream, symbol, '+');) {
    size += size_of_symbol(symbol, rows);
  }
  return size;
}

/// Features, attributes and shares lie in [0,1]; everything else may have any sign.
bool lies_in_unit(const std::string& name) {
  static const std::set<std::string> names = {"features", "real", "fake", "mix", "attributes"};
  return names.count(name) > 0;
}

class LossSpecimen final : public Specimen {
 public:
  LossSpecimen(const Subject& subject, const Setting& setting)
      : loss_(make_component<Loss>(subject, setting.params)),
        component_(loss_),
        inputs_(description_of(subject).inputs),
        dtype_(setting.dtype),
        device_(setting.device),
        seed_(subject.seed) {
    settle(setting.dtype, setting.device);
  }

  TensorMap inputs(std::int64_t rows) const override {
    at::Generator rng = random_of(seed_);
    TensorMap map;
    for (const TensorDescription& input : inputs_) {
      const std::string& name = input.name;
      std::vector<std::int64_t> shape;
      for (const std::string& size : input.shape) shape.push_back(size_of_entry(size, rows));
      const bool whole = input.dtype == "int64";
      const at::Tensor made =
          whole ? indices(name, shape, rng) : numbers(name, shape, rng).to(dtype_);
      map.set(name, made.to(device_));
    }
    return map;
  }

  std::map<std::string, std::vector<std::int64_t>> sizes(std::int64_t) const override {
    return {{"loss", {}}};
  }
  std::vector<std::string> smooth() const override { return {"loss"}; }
  std::vector<std::string> differentiable() const override {
    std::vector<std::string> names;
    for (const TensorDescription& input : inputs_) {
      if (input.dtype != "int64") names.push_back(input.name);
    }
    return names;
  }

  /// A loss learns from what it computes, where it has a state.
  void train() override {
    for (int i = 0; i < 3; ++i) outputs(inputs(kRows), 0);
  }

 private:
  const Handle<Component>& component() const override { return component_; }

  TensorMap outputs(const TensorMap& in, std::uint64_t) override {
    const Lent<TensorMap> read(in);
    TensorMap out;
    out.set("loss", call(loss_, "compute()", [&](auto& l) { return l.compute(*read); }));
    return out;
  }

  /// Sorted class ids where all seen classes are asked for; else one label per row, a class id that
  /// is seen where the loss knows which are.
  at::Tensor indices(const std::string& name, const std::vector<std::int64_t>& shape,
                     const at::Generator& rng) const {
    const Classes classes = training_world(seed_, at::kFloat).classes;
    const at::Tensor& seen = classes.seen;
    if (name == "seen_classes") return seen;
    if (name == "unseen_classes") return classes.unseen;
    const at::Tensor any = at::randint(0, WorldSizes::seen, shape, rng, at::kLong);
    return reads("seen_classes") ? at::index_select(seen, 0, any) : any;
  }

  static at::Tensor numbers(const std::string& name, const std::vector<std::int64_t>& shape,
                            const at::Generator& rng) {
    if (lies_in_unit(name)) return at::rand(shape, rng, at::kFloat) * 0.9 + 0.05;
    return at::randn(shape, rng, at::kFloat);
  }

  bool reads(const std::string& name) const {
    return std::any_of(inputs_.begin(), inputs_.end(),
                       [&](const TensorDescription& input) { return input.name == name; });
  }

  Handle<Loss> loss_;
  Handle<Component> component_;
  std::vector<TensorDescription> inputs_;
  at::ScalarType dtype_;
  at::Device device_;
  std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<Specimen> make_loss_specimen(const Subject& subject, const Setting& setting) {
  return std::make_unique<LossSpecimen>(subject, setting);
}

}  // namespace zeroth::host
