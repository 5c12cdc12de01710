#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <memory>

#include "host/base/problem.h"
#include "host/cli/commands.h"
#include "host/cli/output.h"
#include "host/cli/plugin_options.h"
#include "host/cli/worker_process.h"

namespace zeroth::host {
namespace {

struct DoctorOptions {
  PluginOptions plugins;
  bool json = false;
};

bool is_fast_blas(const std::string& blas) {
  for (const char* name : {"OpenBLAS", "openblas", "mkl", "MKL", "blis", "BLIS"}) {
    if (blas.find(name) != std::string::npos) return true;
  }
  return false;
}

/// What the worker says of its surroundings, or why it says nothing.
Json ask_worker(std::vector<std::string>& problems) {
  try {
    const WorkerResult result = run_worker({{"command", "doctor"}}, 1, /*capture=*/true);
    Json answer = Json::parse(result.output, nullptr, /*allow_exceptions=*/false);
    if (result.exit_code == 0 && answer.is_object()) return answer;
    problems.push_back("zeroth-worker does not answer");
  } catch (const Failure& failure) {
    for (const Problem& one : failure.problems())
      problems.push_back(one.what + ": " + fmt::format("{}", fmt::join(one.why, "; ")));
  }
  return Json::object();
}

Json examine(const PluginIndex& index) {
  std::vector<std::string> problems;
  Json worker = ask_worker(problems);
  const std::string blas = worker.value("blas", "");
  if (!worker.empty() && !is_fast_blas(blas)) {
    problems.push_back(
        fmt::format("the BLAS library is \"{}\", which is some twenty times slower than "
                    "OpenBLAS: apt-get install libopenblas0-pthread",
                    blas));
  }
  const std::string torch = worker.value("torch", "");
  if (!worker.empty() && torch != host_torch_version()) {
    problems.push_back(fmt::format("zeroth-worker runs with LibTorch {}, zeroth was built for {}",
                                   torch, host_torch_version()));
  }
  Json refused = Json::array();
  for (const Candidate& one : index.candidates()) {
    if (one.state != PluginState::refused) continue;
    refused.push_back({{"file", one.file.string()}, {"reasons", one.reasons}});
    problems.push_back(
        fmt::format("plugin {} is refused: {}", one.file.string(), fmt::join(one.reasons, "; ")));
  }
  std::error_code error;
  const auto space = std::filesystem::space(".", error);
  return {{"zeroth", ZEROTH_VERSION},
          {"sdk", host_sdk_version()},
          {"torch", host_torch_version()},
          {"worker", worker},
          {"plugins", index.usable_ids().size()},
          {"searched", index.searched()},
          {"refused", refused},
          {"free_disk_bytes", error ? 0 : space.available},
          {"processors", available_processors()},
          {"problems", problems}};
}

void print_report(const Json& report) {
  print_format("zeroth      {}, SDK {}, LibTorch {}\nworker\n", report["zeroth"].get<std::string>(),
               report["sdk"].get<std::string>(), report["torch"].get<std::string>());
  for (const auto& [name, value] : report["worker"].items()) {
    print_format("  {:<15} {}\n", name,
                 value.is_string() ? value.get<std::string>() : value.dump());
  }
  print_format("processors  {}\nfree disk   {} MiB\n", report["processors"].dump(),
               report["free_disk_bytes"].get<std::uint64_t>() >> 20);
  print_format("plugins     {}\n", report["plugins"].dump());
  for (const Json& line : report["searched"])
    print_format("            {}\n", line.get<std::string>());
  for (const Json& line : report["problems"])
    print_format("problem: {}\n", line.get<std::string>());
  if (report["problems"].empty()) print_format("no problems found\n");
}

int doctor(const DoctorOptions& options) {
  const Json report = examine(options.plugins.index());
  if (options.json) print_json(report);
  if (!options.json) print_report(report);
  return report["problems"].empty() ? 0 : static_cast<int>(Exit::unavailable);
}

}  // namespace

void add_doctor(CLI::App& app, const SetExit& exit) {
  auto options = std::make_shared<DoctorOptions>();
  CLI::App* command = app.add_subcommand("doctor", "Check this installation");
  command->add_flag("--json", options->json, "Print JSON");
  options->plugins.add_to(*command);
  command->footer("Example:\n  zeroth doctor");
  command->callback([options, exit] { exit(doctor(*options)); });
}

}  // namespace zeroth::host
