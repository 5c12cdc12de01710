#include "host/run/forecast.h"

#include <doctest/doctest.h>

using namespace zeroth::host;

namespace {

/// A teacher of 10 epochs, then 20 epochs that call twice as many phases.
Forecast two_stages() {
  Forecast forecast;
  forecast.set_plan({{"teacher", 10, 100}, {"adversarial", 20, 200}});
  return forecast;
}

}  // namespace

TEST_CASE("forecast: before anything is measured, phases count") {
  const Outlook outlook = two_stages().outlook({0, 3, 1, 0});
  CHECK(outlook.pace == 0);
  CHECK(outlook.later == 6 + 20 * 2);
  CHECK(outlook.after == 0);
}

TEST_CASE("forecast: what was measured counts") {
  Forecast forecast = two_stages();
  forecast.took(0, 1, 2);
  forecast.took(0, 0.5, 1);  // of an epoch that was gone on with
  forecast.took(1, 1, 10);
  forecast.look_took(3);
  Outlook outlook = forecast.outlook({1, 0, 2, 0});
  CHECK(outlook.pace == 10);
  CHECK(outlook.later == 19);
  CHECK(outlook.after == 6);
  outlook = forecast.outlook({0, 9, 1, 0});
  CHECK(outlook.pace == 2);
  CHECK(outlook.later == 20 * 5);
}

TEST_CASE("forecast: all stages once more") {
  Forecast forecast = two_stages();
  CHECK(forecast.outlook({0, 0, 1, 15}).later == 9 + 20 * 2 + 10 + 15 * 2);
  CHECK(forecast.outlook({1, 19, 1, 15}).later == 0 + 10 * 0.5 + 15);
}
