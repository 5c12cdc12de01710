#pragma once

#include <exception>
#include <string>
#include <utility>

#include "host/base/problem.h"

namespace zeroth::host {

/// Memory could not be had, and the message says so: whoever knows more of the work, and catches it
/// on its way out, may tell more.
class OutOfMemory : public Failure {
 public:
  explicit OutOfMemory(Problem problem);
};

/// Whether an exception says that memory of the processor or of a GPU could not be had: one of
/// ours, std::bad_alloc, or one of LibTorch, which has no type of its own for it on the CPU, or
/// whose size cannot even be counted.
bool is_out_of_memory(const std::exception& error);

/// What to tell where memory cannot be had. It names the limit of this process (`ulimit -v`), if it
/// has one.
/// @param who   what asked for it, as a call of a component; empty for the program itself
/// @param where as in Problem
/// @param why   what is known besides; may be empty
Problem out_of_memory(const std::string& who, std::string where, std::string why);
/// The same of such an exception: `why` is how much it was that could not be had.
Problem out_of_memory(const std::exception& error, const std::string& who, std::string where);

/// Puts `smaller`, what to choose smaller, in the place of the general advice. Empty: nothing.
void advise(Problem& problem, const std::string& smaller);

/// `function()`; where memory for it cannot be had, `tell(Problem&)` adds what it knows.
/// @throws OutOfMemory
template <class Function, class Tell>
decltype(auto) telling_of_memory(Function&& function, const Tell& tell) {
  try {
    return function();
  } catch (const std::exception& error) {
    if (!is_out_of_memory(error)) throw;
    const auto* told = dynamic_cast<const OutOfMemory*>(&error);
    Problem problem = told ? told->problems().front() : out_of_memory(error, "", "");
    tell(problem);
    throw OutOfMemory(std::move(problem));
  }
}

}  // namespace zeroth::host
