#include "host/http/body_room.h"

#include <fmt/format.h>

#include "host/http/refusal.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kLongestAtOnce = 8;

}  // namespace

bool BodyRoom::add(const char* data, std::size_t size) {
  is_too_long_ = body_.size() + size > most_;
  is_full_ = all_ + size > kLongestAtOnce * most_;
  if (is_too_long_ || is_full_) return false;
  counted_ += size;
  all_ += size;
  body_.append(data, size);
  return true;
}

void BodyRoom::refuse(bool is_late) const {
  if (is_too_long_) refuse_long_body(most_);
  if (is_full_) {
    throw Refusal(503,
                  {"the server is busy",
                   "",
                   {"it holds as many bodies as it has room for"},
                   "try again in a second"},
                  {{"Retry-After", "1"}});
  }
  if (is_late) {
    throw Refusal(
        408, {"the request came too slowly",
              "",
              {fmt::format("{} bytes of its body had come when its time was over", body_.size())},
              "send it at once, or serve with a longer --timeout"});
  }
  throw Refusal(400, {"the body of the request is cut short",
                      "",
                      {fmt::format("{} bytes of it came", body_.size())},
                      "send all of it"});
}

void refuse_long_body(std::size_t most) {
  throw Refusal(413, {"the request is too long",
                      "",
                      {fmt::format("a body may have {} bytes", most)},
                      "send fewer rows at a time, or serve with a larger --max-body"});
}

}  // namespace zeroth::host
