#include "tests/support/files.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <zeroth/formats/atomic_file.h>
#include <zeroth/formats/data_file.h>
#include <zeroth/formats/mapped_file.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/regular_file.h>
#include <zeroth/nearest.h>

#include <csignal>

#include "host/base/progress.h"
#include "tests/support/messages.h"

using namespace zeroth;
using namespace zeroth::formats;
using namespace zeroth::host;

TEST_CASE("atomic file: appears complete or not at all") {
  const Folder folder;
  const auto file = folder / "x";
  folder.write("x", "old");
  {
    AtomicFile out(file);
    out.write("new", 3);
    CHECK(content_of(file) == "old");
  }
  CHECK(content_of(file) == "old");
  AtomicFile out(file);
  out.write("new", 3);
  out.commit();
  CHECK(content_of(file) == "new");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("atomic file: a full disk and a place that is not writable") {
  const Folder folder;
  const std::string file = folder.write("x", "old");
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{}, small{};
  getrlimit(RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = 100;
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string message = message_of([&] {
    AtomicFile out(file);
    out.write(std::string(1000, 'x').data(), 1000);
    out.commit();
  });
  setrlimit(RLIMIT_FSIZE, &before);
  CHECK(message == "error: cannot write a file; its earlier version is untouched\n  where  " +
                       file + "\n  why    File too large\n  fix    make room, then try again");
  CHECK(content_of(file) == "old");
  CHECK(message_of([] { AtomicFile("/nowhere/x"); }) ==
        "error: cannot create a file\n  where  /nowhere/x\n  why    No such file or directory\n"
        "  fix    choose a place that is writable");
}

TEST_CASE("npy: written and read back") {
  const Folder folder;
  const std::vector<float> values = {1, 2, 3, 4, 5, 6};
  write_npy(folder / "a.npy", values.data(), {2, 3});
  const Matrix matrix = to_matrix(read_npy(folder / "a.npy"));
  CHECK(matrix.rows() == 2);
  CHECK(std::vector<float>(matrix.data(), matrix.data() + 6) == values);
  const std::vector<std::int64_t> ids = {7, 8};
  write_npy(folder / "b.npy", ids.data(), {2});
  CHECK(to_integers(read_npy(folder / "b.npy")) == ids);
  CHECK(message_of([&] {
          to_integers(read_npy(folder / "a.npy"));
        }).find("its shape is [2, 3], not [n]") != std::string::npos);
}

TEST_CASE("regular file: what only looks like a file is refused at once") {
  const Folder folder;
  const auto said = [&](const std::filesystem::path& file) {
    const std::string mapped = message_of([&] { map_file(file); });
    CHECK(mapped == message_of([&] { read_small_file(file); }));
    CHECK(exit_of([&] { map_file(file); }) == Exit::no_input);
    CHECK(exit_of([&] { expect_data_file(file); }) == Exit::no_input);
    return mapped.substr(mapped.find("why    ") + 7);
  };
  REQUIRE(mkfifo((folder / "fifo").c_str(), 0600) == 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string socket_path = (folder / "socket").string();
  socket_path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  REQUIRE(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  CHECK(said(folder / "fifo") == "it is a FIFO, not a regular file");
  CHECK(said(folder / "socket") == "it is a socket, not a regular file");
  CHECK(said("/dev/zero") == "it is a device, not a regular file");
  CHECK(said(folder.path()) == "it is a directory, not a file");
  CHECK(said(folder / "none") == "No such file or directory");
  close(listener);
  std::filesystem::create_symlink(folder / "fifo", folder / "link");
  CHECK(said(folder / "link") == "it is a FIFO, not a regular file");
  CHECK(message_of([&] { map_file(folder / "fifo"); }) ==
        "error: cannot open a file\n  where  " + (folder / "fifo").string() +
            "\n  why    it is a FIFO, not a regular file");
  CHECK(read_small_file(folder.write("text", "a\nb")) == "a\nb");
}

TEST_CASE("progress: plain, json and silent") {
  const auto shown = [](ProgressMode mode) {
    std::FILE* file = std::tmpfile();
    Progress progress(mode, file);
    progress.begin("epoch 1/2", 10);
    progress.update(5);
    progress.end("loss 1");
    progress.message("done");
    std::string text(static_cast<std::size_t>(std::ftell(file)), '\0');
    std::rewind(file);
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    return text;
  };
  CHECK(shown(ProgressMode::plain) == "epoch 1/2  0.0 s  loss 1\ndone\n");
  CHECK(shown(ProgressMode::none).empty());
  CHECK(shown(ProgressMode::json).find("{\"message\":\"done\"}\n") != std::string::npos);
  CHECK(shown(ProgressMode::terminal).find("\r\x1b[J") != std::string::npos);
}

TEST_CASE("nearest: close names only") {
  CHECK(nearest("temprature", {"temperature", "weight"}) == "temperature");
  CHECK(nearest("x", {"temperature", "y"}).empty());
  CHECK(nearest("classifier_epoch", {"classifier_epochs", "epochs"}) == "classifier_epochs");
}
