#include "host/conformance/captured_output.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace zeroth::host {
namespace {

void flush_all() {
  std::cout.flush();
  std::fflush(nullptr);
}

}  // namespace

CapturedOutput::CapturedOutput()
    : file_(memfd_create("zeroth-output", MFD_CLOEXEC)),
      output_(dup(STDOUT_FILENO)),
      error_(dup(STDERR_FILENO)) {
  flush_all();
  dup2(file_, STDOUT_FILENO);
  dup2(file_, STDERR_FILENO);
}

CapturedOutput::~CapturedOutput() {
  flush_all();
  dup2(output_, STDOUT_FILENO);
  dup2(error_, STDERR_FILENO);
  for (const int one : {file_, output_, error_}) close(one);
}

std::string CapturedOutput::text() const {
  flush_all();
  std::string text(static_cast<std::size_t>(lseek(file_, 0, SEEK_END)), '\0');
  const ssize_t got = pread(file_, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

}  // namespace zeroth::host
