#pragma once

#include <zeroth/api.h>

#include <exception>
#include <string>

namespace zeroth {

/// The line of what TorchScript threw that says what went wrong; the others are a trace through its
/// own sources. An exception of Python's is named, but for the plain "RuntimeError" of every
/// operation.
ZEROTH_API std::string cause_of_script_error(const std::exception& error);

}  // namespace zeroth
