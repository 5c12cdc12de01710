#include "host/record/refused_file.h"

#include "host/base/problem.h"

namespace zeroth::host {

void refuse_file(const std::string& what, const std::filesystem::path& file,
                 const std::string& why) {
  throw Failure(Exit::bad_data, {what, file.string(), {why}, kPutBackOrStartAgain});
}

void refuse_damaged(const std::filesystem::path& file, const std::string& why) {
  refuse_file("a file of the run is damaged", file, why);
}

}  // namespace zeroth::host
