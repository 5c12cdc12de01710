#include "host/pipeline/wiring_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zeroth/nearest.h>

#include <algorithm>
#include <map>

#include "host/text/json_text.h"

namespace zeroth::host {
namespace {

std::string shape_text(const std::vector<std::string>& shape) {
  return fmt::format("[{}]", fmt::join(shape, ","));
}

class Wiring {
 public:
  Wiring(const Json& block, std::string pointer, const std::vector<TensorDescription>& offered,
         ProblemList& problems)
      : id_(block.at("use").get<std::string>()),
        rebound_(block.at("inputs")),
        offered_(offered),
        pointer_(std::move(pointer)),
        problems_(problems) {}

  void check(const Description& loss) {
    for (const TensorDescription& input : loss.inputs) check_input(input);
    for (const auto& [name, source] : rebound_.items()) {
      const auto is_it = [&, &wanted = name](const TensorDescription& input) {
        return input.name == wanted;
      };
      if (std::any_of(loss.inputs.begin(), loss.inputs.end(), is_it)) continue;
      std::vector<std::string> known;
      for (const TensorDescription& input : loss.inputs) known.push_back(input.name);
      problems_.add(
          fmt::format("{} reads no tensor \"{}\"{}", id_, name, did_you_mean(nearest(name, known))),
          child_pointer(pointer_ + "/inputs", name),
          {fmt::format("it reads: {}", fmt::join(known, ", "))});
    }
  }

 private:
  void check_input(const TensorDescription& input) {
    const std::string source = rebound_.value(input.name, input.name);
    const auto offered =
        std::find_if(offered_.begin(), offered_.end(),
                     [&](const TensorDescription& one) { return one.name == source; });
    const std::string at =
        rebound_.contains(input.name) ? child_pointer(pointer_ + "/inputs", input.name) : pointer_;
    if (offered == offered_.end()) return not_offered(input, source, at);
    if (!same_rank_and_type(input, *offered)) {
      return mismatch(input, *offered, at, "another rank or type");
    }
    for (std::size_t i = 0; i < input.shape.size(); ++i) {
      const std::string& symbol = input.shape[i];
      const std::string& size = offered->shape[i];
      if (!symbol.empty() && symbol[0] >= '0' && symbol[0] <= '9') {
        if (size != symbol)
          return mismatch(input, *offered, at, fmt::format("{} is not {}", size, symbol));
        continue;
      }
      const auto bound = sizes_.emplace(symbol, size).first;
      if (bound->second != size) {
        return mismatch(input, *offered, at,
                        fmt::format("{} is {} elsewhere in this loss", symbol, bound->second));
      }
    }
  }

  void not_offered(const TensorDescription& input, const std::string& source,
                   const std::string& at) {
    std::vector<std::string> names;
    for (const TensorDescription& one : offered_) names.push_back(one.name);
    problems_.add(fmt::format("{} reads \"{}\", which the recipe does not offer{}", id_, source,
                              did_you_mean(nearest(source, names))),
                  at, {fmt::format("offered: {}", fmt::join(names, ", "))},
                  fmt::format("bind it under \"inputs\": {{\"{}\": ...}}", input.name));
  }

  void mismatch(const TensorDescription& input, const TensorDescription& offered,
                const std::string& at, const std::string& why) {
    problems_.add(fmt::format("{} cannot read \"{}\" as \"{}\"", id_, offered.name, input.name), at,
                  {fmt::format("it expects {} {}, the recipe offers {} {}", input.dtype,
                               shape_text(input.shape), offered.dtype, shape_text(offered.shape)),
                   why});
  }

  std::string id_;
  const Json& rebound_;
  const std::vector<TensorDescription>& offered_;
  std::map<std::string, std::string> sizes_;
  std::string pointer_;
  ProblemList& problems_;
};

}  // namespace

bool same_rank_and_type(const TensorDescription& input, const TensorDescription& offered) {
  return offered.dtype == input.dtype && offered.shape.size() == input.shape.size();
}

void check_wiring(const Description& loss, const Json& block, const std::string& pointer,
                  const std::vector<TensorDescription>& offered, ProblemList& problems) {
  Wiring(block, pointer, offered, problems).check(loss);
}

}  // namespace zeroth::host
