#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace zeroth::host {

/// A program to be started.
struct Program {
  std::string file;
  std::vector<std::string> arguments;  ///< from the name of the program on
  std::vector<std::string> environment;
  int output = -1;  ///< descriptor that becomes standard output, if any
  int input = -1;   ///< ... standard input
  int errors = -1;  ///< ... standard error
  int kept = -1;    ///< descriptor that stays open in it, under its number
};

/// Starts a program that does not outlive this process: when the calling thread is gone, however
/// suddenly and however early, the program gets SIGTERM (SIGKILL where that is ignored), or never
/// begins. Its signals are as unblock_for_exec() leaves them.
/// @throws std::system_error where it cannot be started.
pid_t spawn(Program program);

}  // namespace zeroth::host
