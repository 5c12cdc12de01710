/// Runs dry runs under callgrind, which writes how many instructions each took.
///
///   zeroth-instructions REQUESTS.json
///
/// The file holds [{"name", "pipeline", "plugins"}]. Every pipeline is built and run three times:
/// once to warm up, with one iteration, and with some more. The dumps bear its name and the number
/// of iterations, so that building cancels out of the difference.
#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <valgrind/callgrind.h>

#include <exception>
#include <fstream>
#include <map>
#include <string>

#include "host/run/dry_run.h"

namespace zeroth::speed {
namespace {

using host::Json;

/// A dry run of several iterations makes one more first.
constexpr int kRehearsals[] = {1, 2};

void count_instructions(const Json& one) {
  host::RunRequest request;
  request.pipeline = one.at("pipeline");
  request.plugins = one.at("plugins").get<std::map<std::string, std::string>>();
  host::Progress progress(host::ProgressMode::none, stderr);
  host::dry_run(request, progress);
  for (const int iterations : kRehearsals) {
    const std::string title = fmt::format("{} {}", one.at("name").get<std::string>(), iterations);
    request.rehearse = iterations;
    CALLGRIND_ZERO_STATS;
    host::dry_run(request, progress);
    CALLGRIND_DUMP_STATS_AT(title.c_str());
  }
}

}  // namespace
}  // namespace zeroth::speed

int main(int count, char** words) {
  try {
    at::set_num_threads(1);
    std::ifstream file(count == 2 ? words[1] : "");
    // Not before: loading LibTorch counts for nothing and would take longest.
    CALLGRIND_START_INSTRUMENTATION;
    for (const auto& one : zeroth::host::Json::parse(file)) zeroth::speed::count_instructions(one);
  } catch (const std::exception& error) {
    fmt::print(stderr, "zeroth-instructions: {}\n", error.what());
    return 1;
  }
}
