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
};

/// Starts a program that does not outlive this process: when the calling thread is gone, however
/// suddenly and however early, the program gets SIGTERM, or never begins. It starts with the signal
/// mask that this process was started with.
/// @throws std::system_error where it cannot be started.
pid_t spawn(Program program);

}  // namespace zeroth::host
