#include "host/run/run_options.h"

#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr std::int64_t kMiB = 1 << 20;

}  // namespace

RunRequest parse_run_request(const Json& document) {
  try {
    RunRequest request;
    request.pipeline = document.at("pipeline");
    request.origins = document.at("origins").get<std::map<std::string, std::string>>();
    request.plugins = document.at("plugins").get<std::map<std::string, std::string>>();
    request.plugin_versions =
        document.at("plugin_versions").get<std::map<std::string, std::string>>();
    request.command = document.at("command_line").get<std::vector<std::string>>();
    const Json& options = document.at("options");
    request.threads = options.at("threads").get<int>();
    request.dry_run = options.at("dry_run").get<bool>();
    request.rehearse = options.at("rehearse").get<int>();
    request.json = options.at("json").get<bool>();
    request.progress = options.at("progress").get<std::string>();
    request.resume = options.at("resume").get<std::string>();
    request.runs = options.at("runs").get<std::string>();
    request.directory = options.value("directory", "");
    if (options.contains("ranks")) {
      request.ranks = RankPlace::from_json(options.at("ranks"));
      request.ranks_option = options.at("ranks_option").get<std::string>();
    }
    request.rows_in_memory = options.value("rows_in_memory", kRowsInMemory / kMiB) * kMiB;
    if (options.contains("log")) request.logs = LogChoice::from_json(options.at("log"));
    return request;
  } catch (const Json::exception& error) {
    throw Failure(Exit::internal, {"the request to zeroth-worker is not well-formed",
                                   "",
                                   {error.what()},
                                   "start it through `zeroth run`"});
  }
}

std::string resume_command(const RunRequest& request, const std::string& directory) {
  const std::string command = "zeroth run --resume " + directory;
  return request.ranks ? command + " " + request.ranks_option : command;
}

}  // namespace zeroth::host
