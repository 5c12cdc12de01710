#include "host/record/run_identity.h"

#include <doctest/doctest.h>

#include "tests/support/files.h"
#include "tests/support/messages.h"

using namespace zeroth::host;

namespace {

RunIdentity example() {
  RunIdentity identity;
  identity.environment = {{"torch", "1.13.0"}, {"threads", 1}, {"system", "Debian 12"}};
  identity.pipeline = "p";
  identity.data = {{"name", "CUB"}, {"hash", "66236bc3"}};
  identity.plugins["ood.energy"] = {
      {"version", "1.0.0"}, {"hash", "0123456789"}, {"file", "/lib/ood_energy.so"}};
  return identity;
}

}  // namespace

TEST_CASE("identity: written and read back") {
  const Folder folder;
  example().write(folder.path());
  const RunIdentity read = RunIdentity::read(folder.path());
  CHECK(read.hash() == example().hash());
  CHECK(read.environment == example().environment);
  check_same_run(read, example(), folder.path());
}

TEST_CASE("identity: pipeline, data and plugins make a run; the environment does not") {
  RunIdentity other = example();
  other.environment["torch"] = "2.6.0";
  CHECK(other.hash() == example().hash());
  other = example();
  other.data["hash"] = "x";
  CHECK(other.hash() != example().hash());
  other = example();
  other.plugins["ood.energy"]["hash"] = "x";
  CHECK(other.hash() != example().hash());
  other = example();
  other.pipeline = "x";
  CHECK(other.hash() != example().hash());
}

TEST_CASE("identity: going on with something else is refused, all of it at once") {
  RunIdentity other = example();
  other.data["hash"] = "7711a3b4";
  other.plugins["ood.energy"]["hash"] = "ffffffffff";
  other.plugins["ood.energy"]["version"] = "1.1.0";
  CHECK(message_of([&] { check_same_run(example(), other, "runs/x"); }) ==
        "error: plugin ood.energy is another than the run was made with\n"
        "  where  /lib/ood_energy.so\n"
        "  why    made with 1.0.0 (hash 01234567), now 1.1.0 (hash ffffffff)\n"
        "  fix    put back what the run was made with, or start the run again\n\n"
        "error: the data are others than the run was made with\n  where  runs/x\n"
        "  why    made with hash 66236bc3, now 7711a3b4\n"
        "  fix    put back what the run was made with, or start the run again");
  other = example();
  other.pipeline = "q";
  CHECK(
      message_of([&] { check_same_run(example(), other, "runs/x"); }) ==
      "error: the pipeline is another than the run was made with\n"
      "  where  runs/x/config.resolved.json\n  why    the file was changed\n"
      "  fix    put it back; `zeroth run` of the directory starts a new run of the pipeline as it "
      "is now");
  CHECK(exit_of([&] { check_same_run(example(), other, "runs/x"); }) == Exit::bad_data);
}

TEST_CASE("identity: another environment is told, and what it means for bits") {
  CHECK(environment_differences(example().environment, example().environment).empty());
  Json other = example().environment;
  other["system"] = "Debian 13";
  CHECK(environment_differences(example().environment, other) ==
        "warning: the run goes on in another environment\n"
        "  system           Debian 12, now Debian 13\n  no bit of the result depends on that");
  other["torch"] = "2.6.0";
  CHECK(environment_differences(example().environment, other) ==
        "warning: the run goes on in another environment\n  torch            1.13.0, now 2.6.0\n"
        "  system           Debian 12, now Debian 13\n"
        "  its bits may differ from those of an undisturbed run");
}

TEST_CASE("identity: the environment of the last process is the one to compare with") {
  RunIdentity identity = example();
  identity.changes.push_back({{"time", "t"}, {"environment", {{"torch", "2.6.0"}}}});
  CHECK(identity.last_environment().at("torch") == "2.6.0");
  CHECK(identity.last_environment().at("threads") == 1);
}

TEST_CASE("identity: damage is said, never taken") {
  const Folder folder;
  CHECK(exit_of([&] { RunIdentity::read(folder.path()); }) == Exit::no_input);
  for (const char* text :
       {"", "[]", "{}", "{\"pipeline\": 1}", "{\"pipeline\": \"p\", \"data\": {}, \"plugins\": {}}",
        "{\"pipeline\": \"p\", \"data\": null, \"plugins\": {\"a\": 1}}",
        "{\"pipeline\": \"p\", \"data\": null, \"plugins\": {}, \"changes\": [1]}"}) {
    folder.write("env.json", text);
    CHECK_MESSAGE(exit_of([&] { RunIdentity::read(folder.path()); }) == Exit::bad_data, text);
  }
}
