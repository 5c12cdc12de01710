#include "host/study/claim.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>

#include "tests/support/files.h"

using zeroth::host::Claim;

namespace {

constexpr std::chrono::seconds kLease{100};

/// A claim of another machine that was renewed so many seconds ago.
void write_foreign_claim(const Folder& slot, int seconds_ago) {
  slot.write("claim", "process 7 on elsewhere (0123456789abcdef)\n");
  const std::time_t then = std::time(nullptr) - seconds_ago;
  const timespec times[] = {{then, 0}, {then, 0}};
  utimensat(AT_FDCWD, (slot / "claim").c_str(), times, 0);
}

}  // namespace

TEST_CASE("one has a run at a time, until it gives it back") {
  const Folder slot;
  CHECK(Claim::holder(slot.path()).empty());
  {
    const auto mine = Claim::take(slot.path());
    REQUIRE(mine);
    CHECK(mine->renew());
    CHECK_FALSE(Claim::take(slot.path()));
    CHECK(Claim::holder(slot.path()).find("process " + std::to_string(getpid()) + " on ") == 0);
  }
  CHECK(Claim::holder(slot.path()).empty());
  CHECK(Claim::take(slot.path()));
}

TEST_CASE("what a dead process of this machine claimed is free at once") {
  const Folder slot;
  char host[256] = {};
  gethostname(host, sizeof(host) - 1);
  slot.write("claim", "process 7 on " + std::string(host) + " (0123456789abcdef)\n");
  slot.write("lock", "");
  CHECK(Claim::holder(slot.path()).empty());
  CHECK(Claim::take(slot.path()));
}

TEST_CASE("another machine keeps a run as long as it says that it lives") {
  const Folder slot;
  slot.write("lock", "");
  write_foreign_claim(slot, 50);
  CHECK(Claim::holder(slot.path(), kLease) == "process 7 on elsewhere");
  CHECK_FALSE(Claim::take(slot.path(), kLease));
  CHECK(content_of(slot / "claim") == "process 7 on elsewhere (0123456789abcdef)\n");
  write_foreign_claim(slot, 150);
  CHECK(Claim::holder(slot.path(), kLease).empty());
  const auto mine = Claim::take(slot.path(), kLease);
  REQUIRE(mine);
  CHECK(mine->renew());
  // One that was silent for too long and comes back has lost it, and takes nothing away.
  slot.write("claim", "process 8 on elsewhere (fedcba9876543210)\n");
  CHECK_FALSE(mine->renew());
}

TEST_CASE("a claim that is another's by now stays there") {
  const Folder slot;
  {
    const auto mine = Claim::take(slot.path());
    REQUIRE(mine);
    slot.write("claim", "process 8 on elsewhere (fedcba9876543210)\n");
  }
  CHECK(content_of(slot / "claim") == "process 8 on elsewhere (fedcba9876543210)\n");
}

TEST_CASE("no draft of a claim stays behind") {
  const Folder slot;
  write_foreign_claim(slot, 150);
  {
    CHECK(Claim::take(slot.path(), kLease));
    CHECK_FALSE(Claim::take(slot.path() / "sub" / "deeper") == std::nullopt);
  }
  for (const auto& entry : std::filesystem::directory_iterator(slot.path())) {
    const std::string name = entry.path().filename().string();
    CHECK_MESSAGE((name == "lock" || name == "sub"), name);
  }
}
