#include "host/model/prediction_sink.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "host/base/problem.h"

namespace zeroth::host {

PredictionSink::PredictionSink(const std::string& file) {
  if (!file.empty()) file_.emplace(file);
}

void PredictionSink::write(const std::string& text) {
  if (file_) return file_->write(text.data(), text.size());
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) {
    return;
  }
  throw Failure(Exit::io, {"the predictions cannot be written",
                           "standard output",
                           {std::strerror(errno)},
                           "make room, or name another place with --out"});
}

void PredictionSink::finish() {
  if (file_) file_->commit();
}

}  // namespace zeroth::host
