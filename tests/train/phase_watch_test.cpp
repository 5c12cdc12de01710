#include "host/train/phase_watch.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

namespace {

using Why = std::vector<std::string>;

/// Of one phase that ran so often.
Why reasons(const std::vector<PhaseWatch::Run>& runs, const Why& declared = {}) {
  PhaseWatch watch;
  for (const PhaseWatch::Run& run : runs) watch.begin("only") = run;
  const std::vector<RehearsedPhase> phases = watch.phases("generator.x", declared);
  REQUIRE(phases.size() == 1);
  CHECK(phases[0].name == "only");
  CHECK(phases[0].fixed == phases[0].why.empty());
  return phases[0].why;
}

const DeviceOperation kMultiply{"aten::mul", "Float[2] number 3 ", "generator.x"};
const DeviceOperation kWait{"aten::item", "Float[] ", "loss.y", true};

}  // namespace

TEST_CASE("phases: what is the same every time is fixed, whoever asks for it") {
  CHECK(reasons({{kMultiply}, {kMultiply}, {kMultiply}}).empty());
  DeviceOperation other = kMultiply;
  other.plugin = "";
  CHECK(reasons({{kMultiply}, {other}}).empty());
}

TEST_CASE("phases: waits, copies and declarations are told with their plugin, once each") {
  const DeviceOperation copy{"aten::copy_", "", "", false, true};
  CHECK(reasons({{kWait, kMultiply, kWait, copy}, {kWait, kMultiply, kWait, copy}}, {"only"}) ==
        Why{"generator.x declares it dynamic", "loss.y waits for the device: aten::item",
            "generator.x copies from the processor: aten::copy_"});
  CHECK(reasons({{kMultiply}}, {"another"}).empty());
}

TEST_CASE("phases: the first difference is told") {
  DeviceOperation other = kMultiply;
  other.reads = "Float[2] number 4 ";
  CHECK(reasons({{kMultiply, kMultiply}, {kMultiply, other}}) ==
        Why{"generator.x computes otherwise in a later iteration: aten::mul reads other sizes or "
            "numbers"});
  other.name = "aten::add";
  CHECK(reasons({{kMultiply}, {other}}) ==
        Why{"generator.x computes otherwise in a later iteration: aten::add instead of aten::mul"});
  const Why more = {"generator.x computes otherwise in a later iteration: aten::add more or less"};
  CHECK(reasons({{kMultiply}, {kMultiply, other}}) == more);
  CHECK(reasons({{kMultiply, other}, {kMultiply}}) == more);
}
