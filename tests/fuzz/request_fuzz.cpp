// The JSON of a request to `zeroth serve`: what is not refused holds as many finite numbers as it
// says.
#include <cmath>

#include "host/base/json.h"
#include "host/serve/asked_json.h"
#include "host/http/refusal.h"
#include "tests/fuzz/input_file.h"

using namespace zeroth::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t kColumns = 3, kMost = 5;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const AskedJson asked = read_asked_json(text, kColumns, kMost);
    if (asked.rows > kMost || asked.top.value_or(1) < 1) std::abort();
    if (asked.numbers.size() != static_cast<std::size_t>(asked.rows * kColumns)) std::abort();
    for (const float one : asked.numbers) {
      if (!std::isfinite(one)) std::abort();
    }
  } catch (const Refusal& refusal) {
    if (refusal.problem().what.empty() || refusal.status() < 400) std::abort();
    // Whatever the client sent, the words about it are JSON.
    if (!Json::accept(refusal_json(refusal.problem()))) std::abort();
  }
  return 0;
}
