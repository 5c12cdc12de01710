#include "host/data/array_cache.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <thread>

#include "tests/support/files.h"

using namespace zeroth;
using namespace zeroth::host;
namespace fs = std::filesystem;

namespace {

/// A cache of its own, a file, and a reader that counts how often it is asked.
class CacheCase {
 public:
  CacheCase() : file_(folder_.write("res101.mat", "first")) { use(folder_ / "cache"); }
  ~CacheCase() { unsetenv("XDG_CACHE_HOME"); }

  void use(const fs::path& cache) { setenv("XDG_CACHE_HOME", cache.c_str(), 1); }
  void write(const std::string& content) { folder_.write("res101.mat", content); }

  LabelledFeatures load() {
    std::FILE* stream = std::tmpfile();
    Progress progress(ProgressMode::plain, stream);
    LabelledFeatures arrays = cached(file_, "data.one", progress, [this] { return parse(); });
    said.resize(static_cast<std::size_t>(std::ftell(stream)));
    std::rewind(stream);
    said.resize(std::fread(said.data(), 1, said.size(), stream));
    std::fclose(stream);
    return arrays;
  }

  std::vector<fs::path> entries(const std::string& extension) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder_ / "cache/zeroth/arrays")) {
      if (entry.path().extension() == extension) found.push_back(entry.path());
    }
    return found;
  }

  const Folder& folder() const { return folder_; }
  const std::string& file() const { return file_; }

  int parsed = 0;
  float last = 6;
  std::string said;
  std::function<void()> while_parsing = [] {};

 private:
  LabelledFeatures parse() {
    ++parsed;
    while_parsing();
    const auto first = static_cast<float>(fs::file_size(file_));
    return {Matrix(std::vector<float>{first, 2, 3, 4, 5, last}, 3, 2), {0, 1, 2}};
  }

  Folder folder_;
  std::string file_;
};

void flip_a_byte(const fs::path& file) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(-3, std::ios::end);
  stream.put('\x55');
}

}  // namespace

TEST_CASE("cache: the second load is mapped and reads nothing") {
  CacheCase c;
  c.load();
  CHECK(c.parsed == 1);
  CHECK(c.said == "reading " + c.file() + " (once; it is cached)\n");
  const LabelledFeatures again = c.load();
  CHECK(c.parsed == 1);
  CHECK(c.said.empty());
  CHECK(again.features.rows() == 3);
  CHECK(again.features.row(2)[1] == 6.0f);
  CHECK(again.labels == std::vector<std::int64_t>{0, 1, 2});
}

TEST_CASE("cache: it remembers whether every feature is finite") {
  for (const float last : {6.0F, std::numeric_limits<float>::infinity()}) {
    CacheCase one;
    one.last = last;
    CHECK_FALSE(one.load().features.known_finite());  // whoever parses knows nothing
    CHECK(one.load().features.known_finite() == std::isfinite(last));
    CHECK(one.parsed == 1);
  }
}

TEST_CASE("cache: keyed by content, so a copy or a touched file is not read again") {
  CacheCase c;
  c.load();
  fs::last_write_time(c.file(), fs::file_time_type::clock::now() + std::chrono::hours(1));
  c.load();
  CHECK(c.parsed == 1);
  c.write("other content");
  CHECK(c.load().features.row(0)[0] == 13.0f);
  CHECK(c.parsed == 2);
  c.write("first");
  CHECK(c.load().features.row(0)[0] == 5.0f);
  CHECK(c.parsed == 2);
}

TEST_CASE("cache: a damaged entry is made anew, however it is damaged") {
  CacheCase c;
  c.load();
  int parsed = 1;
  const auto spoilt = [&](const std::string& extension, auto&& spoil) {
    for (const fs::path& entry : c.entries(extension)) {
      spoil(entry);
      CHECK(c.load().features.row(0)[0] == 5.0f);
      CHECK(c.parsed == ++parsed);
      c.load();
      CHECK(c.parsed == parsed);
    }
  };
  for (const char* extension : {".npy", ".json"}) {
    spoilt(extension, [](const fs::path& entry) { fs::resize_file(entry, 70); });
    spoilt(extension, [](const fs::path& entry) { fs::resize_file(entry, 0); });
    spoilt(extension, [](const fs::path& entry) { flip_a_byte(entry); });
    spoilt(extension, [](const fs::path& entry) { fs::remove(entry); });
  }
}

TEST_CASE("cache: a damaged index only costs a hash") {
  CacheCase c;
  c.load();
  for (const char* content : {"", "[]", "{\"hash\": 7}", "{\"stamp\": 1, \"hash\": \"../../x\"}"}) {
    for (const auto& entry : fs::directory_iterator(c.folder() / "cache/zeroth/index")) {
      std::ofstream(entry.path()) << content;
    }
    CHECK(c.load().features.row(0)[0] == 5.0f);
  }
  CHECK(c.parsed == 1);
}

TEST_CASE("cache: a file that is replaced while it is read is not stored under the old hash") {
  CacheCase c;
  c.while_parsing = [&] { c.write("replaced"); };
  CHECK(c.load().features.row(0)[0] == 8.0f);
  c.while_parsing = [] {};
  c.write("first");
  CHECK(c.load().features.row(0)[0] == 5.0f);
  CHECK(c.parsed == 2);
}

TEST_CASE("cache: where it cannot be written there is a warning and the data") {
  CacheCase c;
  c.folder().write("blocked", "");
  c.use(c.folder() / "blocked");
  CHECK(c.load().features.row(0)[0] == 5.0f);
  CHECK(c.said == "reading " + c.file() + " (once; it is cached)\nwarning: the cache in " +
                      (c.folder() / "blocked/zeroth").string() +
                      " cannot be written: Not a directory\n");
}

TEST_CASE("cache: several writers at once") {
  CacheCase c;
  const auto load = [&] {
    Progress silent(ProgressMode::none, stderr);
    const auto arrays = cached(c.file(), "data.one", silent, [] {
      return LabelledFeatures{Matrix(std::vector<float>(60000, 1.5f), 300, 200),
                              std::vector<std::int64_t>(300, 1)};
    });
    return arrays.features.rows() == 300 && arrays.features.row(299)[199] == 1.5f;
  };
  std::vector<std::thread> threads;
  std::vector<char> fine(8, 0);
  for (char& one : fine) threads.emplace_back([&] { one = load(); });
  for (std::thread& thread : threads) thread.join();
  CHECK(fine == std::vector<char>(8, 1));
}
