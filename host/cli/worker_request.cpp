#include "host/cli/worker_request.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "host/base/call_trace.h"
#include "host/base/crash_place.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

std::string read_all(int descriptor) {
  std::string text;
  char buffer[1 << 16];
  lseek(descriptor, 0, SEEK_SET);
  for (ssize_t got = 0; (got = read(descriptor, buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

Json read_worker_request(int argc, char** argv) {
  if (argc != 5 || std::strcmp(argv[1], "--request-fd") != 0 ||
      std::strcmp(argv[3], "--trace-fd") != 0) {
    throw Failure(Exit::usage,
                  {"zeroth-worker is started by `zeroth`, not by hand", "", {}, "zeroth --help"});
  }
  CallTrace::attach(std::atoi(argv[4]));
  note_crash_places();
  Json request = Json::parse(read_all(std::atoi(argv[2])), nullptr, /*allow_exceptions=*/false);
  if (!request.is_object()) {
    throw Failure(Exit::internal,
                  {"the request to zeroth-worker is not JSON", "", {}, "please report this"});
  }
  return request;
}

}  // namespace zeroth::host
