#pragma once

#include <string>

#include "host/base/problem.h"

/// What a call that must fail says; empty when it does not fail.
template <class Function>
std::string message_of(Function&& function) {
  try {
    function();
    return "";
  } catch (const zeroth::host::Failure& failure) {
    return failure.what();
  } catch (const zeroth::Error& error) {
    return zeroth::host::render(error.problem());
  }
}

/// The exit code that it leads to; ok when it does not fail.
template <class Function>
zeroth::host::Exit exit_of(Function&& function) {
  try {
    function();
    return zeroth::host::Exit::ok;
  } catch (const zeroth::host::Failure& failure) {
    return failure.code();
  } catch (const zeroth::Error& error) {
    return zeroth::host::exit_of(error.fault());
  }
}
