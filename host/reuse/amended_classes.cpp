#include "host/reuse/amended_classes.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones_like.h>
#include <fmt/format.h>
#include <zeroth/nearest.h>

#include <algorithm>

#include "host/base/problem.h"
#include "host/model/model_problem.h"
#include "host/record/model_card.h"

namespace zeroth::host {
namespace {

constexpr const char* kAttributes = "classes/attributes";
constexpr const char* kSeen = "classes/seen";
constexpr const char* kUnseen = "classes/unseen";

at::Tensor& in_place(ModelFile& model, const std::string& name) {
  const auto found = std::find_if(model.tensors.begin(), model.tensors.end(),
                                  [&](const NamedTensor& one) { return one.name == name; });
  if (found == model.tensors.end()) {
    refuse_damaged_model("model.safetensors", fmt::format("it holds no \"{}\"", name));
  }
  return found->tensor;
}

at::Tensor attributes_of(const ModelFile& model) { return problem_of(model).classes.attributes; }

/// Place among the classes, or their number where there is none of that name.
std::size_t place_of(const std::vector<ModelClass>& classes, const std::string& name) {
  const auto found = std::find_if(classes.begin(), classes.end(),
                                  [&](const ModelClass& one) { return one.name == name; });
  return static_cast<std::size_t>(found - classes.begin());
}

/// Every class gets its name, if only its number.
void name_all(Json& card) {
  const std::vector<ModelClass> classes = classes_of(card);
  for (std::size_t k = 0; k < classes.size(); ++k) card["classes"][k]["name"] = classes[k].name;
}

/// A number that no class has: the name itself where it is one, as in data sets without names.
/// "007" is a name and no number.
std::int64_t id_for(const std::vector<ModelClass>& classes, const std::string& name) {
  std::int64_t id = 0;
  bool is_free = true;
  for (const ModelClass& one : classes) {
    id = std::max(id, one.id + 1);
    is_free = is_free && std::to_string(one.id) != name;
  }
  const bool is_number = !name.empty() && name.size() < 10 &&
                         name.find_first_not_of("0123456789") == std::string::npos &&
                         (name == "0" || name.front() != '0');
  return is_number && is_free ? std::stoll(name) : id;
}

/// Columns [n] as they are when column `gone` is no more; it is none of them.
at::Tensor without_column(const at::Tensor& columns, std::int64_t gone) {
  const at::Tensor kept = columns.masked_select(columns.ne(gone));
  return kept - kept.gt(gone).to(at::kLong);
}

[[noreturn]] void refuse_name(const std::vector<ModelClass>& classes, const std::string& name) {
  std::vector<std::string> names;
  for (const ModelClass& one : classes) names.push_back(one.name);
  throw Failure(Exit::usage, {fmt::format("the model has no class \"{}\"{}", name,
                                          did_you_mean(nearest(name, names))),
                              "NAME",
                              {},
                              "`zeroth predict MODEL ROWS` and model.json tell its classes"});
}

}  // namespace

std::vector<LikeClass> nearest_classes(const ModelFile& model, const at::Tensor& descriptor,
                                       std::size_t count) {
  const at::Tensor all = attributes_of(model).to(at::kDouble);
  const at::Tensor one = descriptor.to(at::kDouble);
  const at::Tensor cosines = all.mv(one) / (all.norm(2, {1}) * one.norm()).clamp_min(1e-30);
  const std::vector<ModelClass> classes = classes_of(model.card);
  std::vector<LikeClass> like;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    like.push_back({classes[k].name, cosines[static_cast<std::int64_t>(k)].item<double>()});
  }
  std::stable_sort(like.begin(), like.end(),
                   [](const LikeClass& a, const LikeClass& b) { return a.cosine > b.cosine; });
  if (like.size() > count) like.resize(count);
  return like;
}

at::Tensor as_its_descriptors(const ModelFile& model, const at::Tensor& descriptor) {
  constexpr double kTolerance = 1e-3;
  const at::Tensor lengths = attributes_of(model).to(at::kDouble).norm(2, {1});
  if (!at::allclose(lengths, at::ones_like(lengths), 0, kTolerance)) return descriptor;
  return descriptor / descriptor.norm();
}

ModelFile with_class(const ModelFile& model, const std::string& name,
                     const at::Tensor& descriptor) {
  const std::vector<ModelClass> classes = classes_of(model.card);
  if (place_of(classes, name) != classes.size()) {
    throw Failure(Exit::usage, {fmt::format("the model has a class \"{}\"", name),
                                "NAME",
                                {},
                                "give another name, or take that class from it first"});
  }
  ModelFile more = model;
  name_all(more.card);
  const std::int64_t id = id_for(classes, name);
  more.card["classes"].push_back({{"id", id}, {"seen", false}, {"name", name}});
  at::Tensor& attributes = in_place(more, kAttributes);
  attributes = at::cat({attributes, descriptor.to(attributes.scalar_type()).unsqueeze(0)});
  at::Tensor& unseen = in_place(more, kUnseen);
  const auto column = static_cast<std::int64_t>(classes.size());
  unseen = at::cat({unseen, at::full({1}, column, unseen.options())});
  return more;
}

ModelFile without_class(const ModelFile& model, const std::string& name) {
  const std::vector<ModelClass> classes = classes_of(model.card);
  const std::size_t place = place_of(classes, name);
  if (place == classes.size()) refuse_name(classes, name);
  const bool is_seen = classes[place].is_seen;
  const auto same_side = std::count_if(classes.begin(), classes.end(), [&](const ModelClass& one) {
    return one.is_seen == is_seen;
  });
  if (same_side == 1) {
    throw Failure(Exit::usage, {fmt::format("\"{}\" is the only {} class of the model", name,
                                            is_seen ? "seen" : "unseen"),
                                "NAME",
                                {"what is left would tell nothing apart"},
                                "add another class first"});
  }
  ModelFile less = model;
  name_all(less.card);
  less.card["classes"].erase(place);
  const auto column = static_cast<std::int64_t>(place);
  at::Tensor& attributes = in_place(less, kAttributes);
  const at::Tensor all = at::arange(attributes.size(0), at::kLong);
  attributes = attributes.index_select(0, all.masked_select(all.ne(column)));
  for (const char* side : {kSeen, kUnseen}) {
    at::Tensor& columns = in_place(less, side);
    columns = without_column(columns, column);
  }
  return less;
}

}  // namespace zeroth::host
