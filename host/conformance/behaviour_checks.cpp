#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/zeros.h>
#include <c10/core/DefaultDtype.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <clocale>
#include <csignal>
#include <filesystem>

#include "host/base/problem.h"
#include "host/conformance/captured_output.h"
#include "host/conformance/checks.h"
#include "host/conformance/compare.h"
#include "host/conformance/specimen_factory.h"

namespace zeroth::host::checks {
namespace {

/// The numbers of the signals that are blocked.
std::string blocked_signals() {
  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  std::vector<int> numbers;
  for (int number = 1; number < NSIG; ++number) {
    if (sigismember(&blocked, number) == 1) numbers.push_back(number);
  }
  return fmt::format("{}", fmt::join(numbers, " "));
}

/// What a plugin shares with everybody else in the process, by name.
std::vector<std::pair<std::string, std::string>> shared_settings() {
  std::vector<std::pair<std::string, std::string>> all = {
      {"the gradient mode", std::to_string(at::GradMode::is_enabled())},
      {"the number of threads", std::to_string(at::get_num_threads())},
      {"the default dtype", std::string(c10::get_default_dtype().name())},
      {"the deterministic mode", std::to_string(at::globalContext().deterministicAlgorithms())},
      {"the locale", std::setlocale(LC_ALL, nullptr)},
      {"the working directory", std::filesystem::current_path().string()},
      {"the blocked signals", blocked_signals()}};
  for (int number = 1; number < SIGRTMIN; ++number) {
    struct sigaction action {};
    if (sigaction(number, nullptr, &action) != 0) continue;  // 32 and 33 are the C library's
    all.emplace_back(fmt::format("the handler of signal {}", number),
                     fmt::format("{}", reinterpret_cast<std::uintptr_t>(action.sa_handler)));
  }
  return all;
}

bool has_rows(const at::Tensor& tensor) { return tensor.dim() >= 2 && tensor.is_floating_point(); }

/// The inputs, every floating row one number longer.
TensorMap widened(const TensorMap& in) {
  TensorMap wide;
  for (const NamedTensor& one : in.all()) {
    const at::Tensor& all = one.tensor;
    wide.set(one.name, has_rows(all) ? at::cat({all, all.narrow(-1, 0, 1)}, -1) : all);
  }
  return wide;
}

TensorMap narrowed(const TensorMap& in) {
  TensorMap narrow;
  for (const NamedTensor& one : in.all()) {
    const at::Tensor& all = one.tensor;
    narrow.set(one.name, has_rows(all) ? all.narrow(-1, 0, 1).contiguous() : all);
  }
  return narrow;
}

/// A loss is told of nothing else that happens in training.
bool learns_by_use(const Subject& subject) { return kind_of(subject.kind()) == Kind::loss; }

/// Tensors that nobody may write to.
class Written {
 public:
  explicit Written(const TensorMap& tensors) : tensors_(tensors), before_(copies(tensors.all())) {
    for (const NamedTensor& one : tensors.all()) versions_.push_back(one.tensor._version());
  }

  /// The name of one that was written to; empty if none was.
  std::string which() const {
    for (std::size_t i = 0; i < versions_.size(); ++i) {
      const NamedTensor& one = tensors_.all()[i];
      const bool same = one.tensor._version() == versions_[i];
      if (!same || !one.tensor.equal(before_[one.name])) return one.name;
    }
    return "";
  }

 private:
  const TensorMap& tensors_;
  TensorMap before_;
  std::vector<std::int64_t> versions_;
};

struct Allowed {
  bool writing, replacing;
};

/// What became of the tensors that a component held; empty if nothing did.
std::string changed(const NamedTensors& held, const TensorMap& values, const NamedTensors& now,
                    Allowed allowed) {
  if (now.size() != held.size())
    return fmt::format("leaves {} tensors of {}", now.size(), held.size());
  for (std::size_t i = 0; i < held.size(); ++i) {
    const NamedTensor& one = held[i];
    if (!allowed.replacing && !now[i].tensor.is_same(one.tensor)) {
      return fmt::format("replaces \"{}\"", one.name);
    }
    if (!allowed.writing && !now[i].tensor.equal(values[one.name])) {
      return fmt::format("changes \"{}\"", one.name);
    }
  }
  return "";
}

}  // namespace

Verdict deterministic(const Subject& subject) {
  const std::string found = difference(life_of(*make_specimen(subject), subject.seed),
                                       life_of(*make_specimen(subject), subject.seed));
  return found.empty() ? passed() : failed(found + " between two runs with the same seed");
}

Verdict global_generator(const Subject& subject) {
  const at::Generator& global = at::detail::getDefaultCPUGenerator();
  const at::Tensor before = global.get_state();
  life_of(*make_specimen(subject), subject.seed);
  if (global.get_state().equal(before)) return passed();
  return failed("it draws from the global random generator; take the one that the host passes");
}

Verdict host_settings(const Subject& subject) {
  const auto before = shared_settings();
  life_of(*make_specimen(subject), subject.seed);
  const auto after = shared_settings();
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i] == after[i]) continue;
    return failed(fmt::format("it changes {} from {} to {}", before[i].first, before[i].second,
                              after[i].second));
  }
  return passed();
}

Verdict inputs_unchanged(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const TensorMap in = specimen->inputs(kRows), rows = specimen->learned_from();
  const Written of_inputs(in), of_rows(rows);
  specimen->run(in, subject.seed);
  if (!rows.all().empty()) specimen->train();
  for (const Written* one : {&of_inputs, &of_rows}) {
    const std::string found = one->which();
    if (!found.empty()) return failed(fmt::format("it writes to the input \"{}\"", found));
  }
  return passed();
}

Verdict writes_nothing(const Subject& subject) {
  const CapturedOutput output;
  life_of(*make_specimen(subject), subject.seed);
  const std::string text = output.text();
  if (text.empty()) return passed();
  return failed(fmt::format("it prints \"{}\"; results and progress are the host's to print",
                            text.substr(0, text.find('\n')).substr(0, 60)));
}

Verdict calls_change_nothing(const Subject& subject) {
  const auto specimen = make_specimen(subject);
  const at::NoGradGuard no_gradient;  // of use, not of training
  const NamedTensors held = specimen->saved();
  const TensorMap values = copies(held);
  std::string found;
  specimen->use_and_watch(specimen->inputs(kRows), subject.seed, [&](const char* call) {
    if (!found.empty()) return;
    found = changed(held, values, specimen->saved(),
                    {learns_by_use(subject), specimen->saves_copies()});
    if (!found.empty()) found = fmt::format("{} {}", call, found);
  });
  if (found.empty()) return passed();
  return failed(found + "; outside of training everything that is saved stays as it is");
}

Verdict survives_wrong_sizes(const Subject& subject) {
  for (const auto change : {widened, narrowed}) {
    const auto specimen = make_specimen(subject);
    try {
      specimen->run(change(specimen->inputs(kRows)), subject.seed);
    } catch (const std::exception&) {  // as it should be
    }
  }
  return passed();
}

Verdict destroy_after_throw(const Subject& subject) {
  const auto fresh = [&](const auto& change) {
    const auto specimen = make_specimen(subject);
    return copies(specimen->run(change(specimen->inputs(kRows)), subject.seed).all());
  };
  const auto same = [](const TensorMap& in) { return in; };
  const TensorMap before = fresh(same);
  try {
    fresh(narrowed);
  } catch (const std::exception&) {  // the component is gone by now
  }
  const std::string found = difference(before, fresh(same));
  return found.empty() ? passed() : failed(found + " in a component made after another one threw");
}

}  // namespace zeroth::host::checks
