#include "host/serve/served_pictures.h"

#include <fmt/format.h>

#include "host/base/messages.h"
#include "host/base/problem.h"
#include "host/http/refusal.h"

namespace zeroth::host {

at::Tensor ServedPictures::samples(const std::string& body) {
  const std::lock_guard lock(mutex_);
  std::string damage;
  at::Tensor samples = reader_.samples(body, damage);
  if (samples.defined()) return samples;
  throw Refusal(400, {"the picture cannot be read", "", {damage}, "send a JPEG or PNG file"});
}

std::unique_ptr<ServedPictures> served_pictures(const LoadedModel& model,
                                                const std::string& backbone) {
  if (!backbone.empty()) return std::make_unique<ServedPictures>(model, backbone);
  if (!model.card().at("pipeline").contains("pictures")) return nullptr;
  try {
    return std::make_unique<ServedPictures>(model, backbone);
  } catch (const Failure& failure) {
    const Problem& problem = failure.problems().front();
    say(fmt::format("warning: no pictures are read: {}: {}; {}", problem.what, problem.where,
                    problem.fix));
    return nullptr;
  }
}

}  // namespace zeroth::host
