#include "host/cli/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include "host/base/problem.h"
#include "host/cli/completion_scripts.h"

namespace zeroth::host {

const std::vector<std::string>& completion_shells() {
  static const std::vector<std::string> shells = {"bash", "zsh", "fish"};
  return shells;
}

std::string completion_script(const std::string& shell, const std::vector<CommandPage>& pages) {
  if (shell == "bash") return bash_script(pages);
  if (shell == "zsh") return zsh_script(pages);
  if (shell == "fish") return fish_script(pages);
  throw Failure(Exit::usage, {fmt::format("no script for the shell \"{}\"{}", shell,
                                          did_you_mean(nearest(shell, completion_shells()))),
                              "zeroth completion",
                              {fmt::format("shells: {}", fmt::join(completion_shells(), ", "))},
                              ""});
}

}  // namespace zeroth::host
