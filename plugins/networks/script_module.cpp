#include "plugins/networks/script_module.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>
#include <zeroth/error.h>
#include <zeroth/script_error.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <new>
#include <utility>

#include "plugins/networks/script_graph.h"

namespace zeroth::networks {
namespace {

template <class List, class Name>
std::string joined(const List& list, const Name& name) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : ", ") + name(one);
  return text;
}

std::string shape_of(at::IntArrayRef sizes) {
  return "[" + joined(sizes, [](std::int64_t size) { return std::to_string(size); }) + "]";
}

std::string shapes_of(const TensorMap& tensors) {
  return joined(tensors.all(), [](const NamedTensor& one) {
    return one.name + " " + shape_of(one.tensor.sizes());
  });
}

std::string in_quotes(const std::string& text) { return "\"" + text + "\""; }

/// Memory that ran out and a GPU that fails are the host's to tell, by the library's own exception.
bool is_of_the_machine(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error)) return true;
  const std::string text = error.what();
  for (const char* mark :
       {"allocate memory", "out of memory", "_ALLOC_FAILED", "Storage size calculation overflowed",
        "CUDA error", "CUDA driver", "CUDNN_STATUS", "CUBLAS_STATUS"}) {
    if (text.find(mark) != std::string::npos) return true;
  }
  return false;
}

bool is_tensor(const c10::TypePtr& type) { return type->isSubtypeOf(*c10::TensorType::get()); }

bool answers(const c10::TypePtr& type, Answer answer) {
  if (answer == Answer::tensor) return is_tensor(type);
  const auto tuple = type->cast<c10::TupleType>();
  return tuple && tuple->elements().size() == 2 && is_tensor(tuple->elements()[0]) &&
         is_tensor(tuple->elements()[1]);
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

struct ScriptModule::Loaded {
  std::string file;
  torch::jit::Module module;
  NamedTensors parameters, buffers;
  std::int64_t noise_size = 0;
  bool training = true;

  [[noreturn]] void refuse(const std::string& what, const std::string& why,
                           const std::string& fix) const {
    throw Error(Fault::bad_data, {what, file, {why}, fix});
  }

  const c10::FunctionSchema& schema(const std::string& method) const {
    return module.get_method(method).function().getSchema();
  }

  void collect() {
    for (const auto& one : module.named_parameters()) parameters.push_back({one.name, one.value});
    for (const auto& one : module.named_buffers()) buffers.push_back({one.name, one.value});
    if (parameters.empty()) {
      refuse("the module has no parameters", "there is nothing to train",
             "save the scripted module itself: torch.jit.freeze makes constants of parameters");
    }
    std::vector<NamedTensor> all = parameters;
    all.insert(all.end(), buffers.begin(), buffers.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (all[i].tensor.numel() == 0 || !all[i].tensor.is_alias_of(all[j].tensor)) continue;
        refuse("two tensors of the module share their memory",
               in_quotes(all[j].name) + " and " + in_quotes(all[i].name),
               "keep one of them and use it in both places");
      }
    }
  }

  void set_training(bool now) {
    if (now == training) return;
    module.train(now);
    training = now;
  }
};

ScriptModule::ScriptModule() = default;
ScriptModule::ScriptModule(ScriptModule&&) noexcept = default;
ScriptModule& ScriptModule::operator=(ScriptModule&&) noexcept = default;
ScriptModule::~ScriptModule() = default;

ScriptModule::ScriptModule(const std::string& file) : loaded_(std::make_unique<Loaded>()) {
  loaded_->file = file;
  const std::string fix = "save it in Python with torch.jit.script(module).save(FILE)";
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    throw Error(Fault::no_input, {"the scripted module is missing",
                                  file,
                                  {error ? error.message() : "it is not a regular file"},
                                  fix});
  }
  try {
    loaded_->module = torch::jit::load(file, at::kCPU);
  } catch (const std::exception& problem) {
    if (is_of_the_machine(problem)) throw;
    loaded_->refuse("the file holds no scripted module", cause_of_script_error(problem), fix);
  }
  loaded_->module.train(true);
  loaded_->collect();
}

bool ScriptModule::has(const std::string& method) const {
  return loaded_->module.find_method(method).has_value();
}

bool ScriptModule::takes(const std::string& method, const std::string& argument) const {
  return loaded_->schema(method).argumentIndexWithName(argument).has_value();
}

void ScriptModule::require(const ScriptMethod& method) const {
  const std::string call = in_quotes(method.name);
  if (!has(method.name)) {
    std::string there =
        joined(loaded_->module.get_methods(), [](const auto& m) { return m.name(); });
    loaded_->refuse(
        "the module has no method " + call,
        there.empty() ? "it has no methods" : "it has: " + there,
        "write it, and mark it with @torch.jit.export unless it is called by forward()");
  }
  const c10::FunctionSchema& schema = loaded_->schema(method.name);
  for (std::size_t i = 1; i < schema.arguments().size(); ++i) {
    const c10::Argument& one = schema.arguments()[i];
    const bool offered = contains(method.offered, one.name());
    if (!offered && one.default_value()) continue;
    if (offered && is_tensor(one.type())) continue;
    loaded_->refuse(call + " takes an argument that nobody offers",
                    one.name() + ": " + one.type()->annotation_str(),
                    "tensors on offer: " + joined(method.offered, [](const auto& n) { return n; }));
  }
  const c10::TypePtr type = schema.returns().at(0).type();
  if (!answers(type, method.answer)) {
    loaded_->refuse(call + " answers something else than it should", type->annotation_str(),
                    method.answer == Answer::tensor
                        ? "return one tensor"
                        : "return two tensors: the embedding and the logits");
  }
  const std::optional<GraphProblem> found =
      problem_of(*loaded_->module.get_method(method.name).graph());
  if (!found) return;
  if (found->draws) {
    loaded_->refuse(call + " draws random numbers of its own", found->text,
                    "take the argument \"noise\", standard normal numbers that the run draws");
  }
  loaded_->refuse(call + " sets an attribute of the module", found->text,
                  "keep what the module remembers in a buffer and write into it: "
                  "self.count.add_(1), self.mean.copy_(mean)");
}

std::vector<ScriptPhase> ScriptModule::schedule() const {
  if (!has("schedule")) return {};
  const auto wrong = [this](const std::string& why) {
    loaded_->refuse("\"schedule\" answers no phases", why,
                    "return a list of (name, prefixes of the parameters it moves, steps): "
                    "[(\"critic\", [\"critic.\"], 5), (\"generator\", [\"generator.\"], 0)]");
  };
  const c10::FunctionSchema& schema = loaded_->schema("schedule");
  const std::string type = schema.returns().at(0).type()->annotation_str();
  if (type != "List[Tuple[str, List[str], int]]") wrong(type);
  if (schema.arguments().size() != 1) wrong("it takes arguments");
  std::vector<ScriptPhase> phases;
  for (const c10::IValue& one : loaded_->module.get_method("schedule")({}).toListRef()) {
    const auto& parts = one.toTupleRef().elements();
    ScriptPhase phase{parts[0].toStringRef(), {}, parts[2].toInt()};
    for (const c10::IValue& prefix : parts[1].toListRef()) {
      phase.prefixes.push_back(prefix.toStringRef());
    }
    phases.push_back(std::move(phase));
  }
  if (phases.empty()) wrong("the list is empty");
  for (const ScriptPhase& phase : phases) {
    if (phase.steps < 0)
      wrong(in_quotes(phase.name) + " makes " + std::to_string(phase.steps) + " steps");
  }
  if (phases[0].steps == 0) wrong(in_quotes(phases[0].name) + " has no batch before it");
  return phases;
}

void ScriptModule::noise_size(std::int64_t otherwise) {
  loaded_->noise_size = otherwise;
  if (!loaded_->module.hasattr("noise_size")) return;
  const c10::IValue size = loaded_->module.attr("noise_size");
  if (!size.isInt() || size.toInt() < 1) {
    loaded_->refuse("the module's noise_size is no length",
                    size.isInt() ? std::to_string(size.toInt()) : size.tagKind(),
                    "set self.noise_size to a whole number of at least 1");
  }
  loaded_->noise_size = size.toInt();
}

NamedTensors ScriptModule::parameters() const { return loaded_->parameters; }
NamedTensors ScriptModule::buffers() const { return loaded_->buffers; }

void ScriptModule::convert(at::ScalarType type) {
  for (const NamedTensors* tensors : {&loaded_->parameters, &loaded_->buffers}) {
    for (const NamedTensor& one : *tensors) {
      if (one.tensor.is_floating_point()) one.tensor.set_data(one.tensor.data().to(type));
    }
  }
}

void ScriptModule::redraw(at::Generator rng) {
  for (const NamedTensor& one : loaded_->parameters) {
    if (one.tensor.dim() < 2 || one.tensor.numel() == 0) continue;
    const auto inputs = static_cast<double>(one.tensor.numel() / one.tensor.size(0));
    const double bound = 1 / std::sqrt(inputs);
    one.tensor.data().uniform_(-bound, bound, rng);
  }
}

std::vector<at::Tensor> ScriptModule::call(const std::string& method, const TensorMap& in,
                                           Mode mode, std::optional<at::Generator> rng) const {
  TensorMap given;
  std::vector<c10::IValue> stack;
  const auto& arguments = loaded_->schema(method).arguments();
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string& name = arguments[i].name();
    if (name == "noise" && rng && !in.contains(name)) {
      const at::Tensor& rows = in.all().at(0).tensor;
      given.set(name,
                at::empty({rows.size(0), loaded_->noise_size}, rows.options()).normal_(0, 1, *rng));
    } else if (in.contains(name)) {
      given.set(name, in[name]);
    } else {
      stack.emplace_back(*arguments[i].default_value());
      continue;
    }
    stack.emplace_back(given[name]);
  }
  try {
    const torch::jit::GraphOptimizerEnabledGuard as_written(false);
    loaded_->set_training(mode == Mode::training);
    const c10::IValue answer = loaded_->module.get_method(method)(std::move(stack));
    if (answer.isTensor()) return {answer.toTensor()};
    const auto& parts = answer.toTupleRef().elements();
    return {parts[0].toTensor(), parts[1].toTensor()};
  } catch (const std::exception& problem) {
    if (is_of_the_machine(problem)) throw;
    throw Error(Fault::bad_data,
                {in_quotes(method) + " of the module failed",
                 loaded_->file,
                 {cause_of_script_error(problem), "it was given " + shapes_of(given)},
                 "run that method in Python on tensors of these shapes"});
  }
}

void ScriptModule::expect(const std::string& method, const TensorMap& in,
                          at::IntArrayRef shape) const {
  const at::NoGradGuard no_gradients;
  TensorMap all = in;
  const at::Tensor& rows = in.all().at(0).tensor;
  if (takes(method, "noise")) {
    all.set("noise", at::zeros({rows.size(0), loaded_->noise_size}, rows.options()));
  }
  const at::Tensor answer = call(method, all, Mode::use).back();
  if (answer.sizes() == shape) return;
  loaded_->refuse(in_quotes(method) + " does not fit the data",
                  shape_of(answer.sizes()) + " of " + shapes_of(in) + ", not " + shape_of(shape),
                  "make the module for the sizes of this data and save it again");
}

}  // namespace zeroth::networks
