#include "host/cli/run_argument.h"

#include "host/bundle/unpacked_bundle.h"
#include "host/cli/command_tree.h"
#include "host/runs/run_name.h"

namespace zeroth::host {

CLI::Option* add_run_to(CLI::App& command, const char* name, std::string& run, const char* help) {
  const auto take = [&run](const std::string& named) { run = run_named(named).string(); };
  return command.add_option_function<std::string>(name, take, help)->type_name(kDirectoryType);
}

CLI::Option* add_run_or_bundle_to(CLI::App& command, const char* name, std::string& run,
                                  const char* help) {
  const auto take = [&run](const std::string& named) {
    run = names_bundle(named) ? named : run_named(named).string();
  };
  return command.add_option_function<std::string>(name, take, help)->type_name("DIR|FILE");
}

}  // namespace zeroth::host
