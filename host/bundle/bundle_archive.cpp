#include "host/bundle/bundle_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <zeroth/formats/atomic_file.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <set>
#include <system_error>
#include <vector>

#include "host/base/problem.h"
#include "host/base/read_failure.h"
#include "host/bundle/bundle_files.h"
#include "host/bundle/bundle_manifest.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = 1 << 16;
using Sink = std::function<void(const void* data, std::size_t size)>;
using WriteArchive = std::unique_ptr<archive, decltype(&archive_write_free)>;
using ReadArchive = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

/// What a sink threw must not pass through a library of C.
struct GuardedSink {
  const Sink& sink;
  std::exception_ptr thrown;
};

la_ssize_t pass_on(archive*, void* guarded, const void* data, std::size_t size) {
  auto& guard = *static_cast<GuardedSink*>(guarded);
  try {
    guard.sink(data, size);
    return static_cast<la_ssize_t>(size);
  } catch (...) {
    guard.thrown = std::current_exception();
    return -1;
  }
}

void expect_written(int code, archive* out, const GuardedSink& guard) {
  if (code == ARCHIVE_OK) return;
  if (guard.thrown) std::rethrow_exception(guard.thrown);
  const char* why = archive_error_string(out);
  throw Failure(Exit::io, {"cannot write the bundle", "", {why ? why : "unknown"}, ""});
}

/// Calls `use` with the bytes of a file, some at a time.
void for_each_piece(const fs::path& file, const Sink& use) {
  std::ifstream stream(file, std::ios::binary);
  std::vector<char> piece(kPiece);
  do {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    expect_readable(stream, file.string());
    use(piece.data(), static_cast<std::size_t>(stream.gcount()));
  } while (stream);
}

void add_member(archive* out, const BundleMember& member, const GuardedSink& guard) {
  const Entry entry(archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(entry.get(), member.name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(fs::file_size(member.file)));
  expect_written(archive_write_header(out, entry.get()), out, guard);
  for_each_piece(member.file, [&](const void* data, std::size_t size) {
    if (size > 0 && archive_write_data(out, data, size) != static_cast<la_ssize_t>(size))
      expect_written(ARCHIVE_FATAL, out, guard);
  });
}

void write_to(const Sink& sink, const std::vector<BundleMember>& members) {
  const WriteArchive out(archive_write_new(), archive_write_free);
  GuardedSink guard{sink, nullptr};
  archive_write_set_format_zip(out.get());
  expect_written(archive_write_set_options(out.get(), "zip:compression-level=9"), out.get(), guard);
  archive_write_set_bytes_per_block(out.get(), 0);  // no padding
  expect_written(archive_write_open(out.get(), &guard, nullptr, pass_on, nullptr), out.get(),
                 guard);
  for (const BundleMember& one : members) add_member(out.get(), one, guard);
  expect_written(archive_write_close(out.get()), out.get(), guard);
}

[[noreturn]] void no_bundle(const fs::path& file, const std::string& why) {
  throw Failure(Exit::bad_data, {"this is not a bundle that `zeroth bundle` made",
                                 file.string(),
                                 {why},
                                 "ask for it once more, or give the run directory"});
}

/// More than a bundle of that size holds: text packs to a tenth, numbers hardly at all.
std::uintmax_t most_bytes(const fs::path& file) {
  constexpr std::uintmax_t kSmall = 64u << 20;
  return kSmall + 4 * fs::file_size(file);
}

class Unpacking {
 public:
  Unpacking(const fs::path& file, const fs::path& folder)
      : file_(file),
        folder_(folder),
        left_(most_bytes(file)),
        in_(archive_read_new(), archive_read_free) {}

  void unpack() {
    // The one that goes by the list at the end: what stands between the files is never looked at.
    archive_read_support_format_zip_seekable(in_.get());
    if (archive_read_open_filename(in_.get(), file_.c_str(), kPiece) != ARCHIVE_OK) damaged();
    archive_entry* entry = nullptr;
    int code = ARCHIVE_OK;
    while ((code = archive_read_next_header(in_.get(), &entry)) == ARCHIVE_OK) {
      const std::string name = name_of(entry);
      copy(name);
    }
    if (code != ARCHIVE_EOF) damaged();
    if (names_.count(kBundleManifest) == 0) no_bundle(file_, "it holds no bundle.json");
  }

 private:
  [[noreturn]] void damaged() const {
    const char* why = archive_error_string(in_.get());
    no_bundle(file_, why ? why : "it is damaged");
  }

  std::string name_of(archive_entry* entry) {
    const char* path = archive_entry_pathname(entry);
    const std::string name = path ? path : "";
    if (std::find(kBundleFiles.begin(), kBundleFiles.end(), name) == kBundleFiles.end())
      no_bundle(file_, fmt::format("it holds \"{}\", which is no file of a bundle", name));
    const bool is_link = archive_entry_hardlink(entry) || archive_entry_symlink(entry);
    if (is_link || archive_entry_filetype(entry) != AE_IFREG)
      no_bundle(file_, name + " is a link or no regular file");
    if (!names_.insert(name).second) no_bundle(file_, name + " lies in it twice");
    return name;
  }

  void copy(const std::string& name) {
    std::ofstream out(folder_ / name, std::ios::binary);
    std::vector<char> piece(kPiece);
    la_ssize_t got = 0;
    while ((got = archive_read_data(in_.get(), piece.data(), piece.size())) > 0) {
      const auto size = static_cast<std::uintmax_t>(got);
      if (size > left_) no_bundle(file_, "it unpacks to more than a bundle of its size can hold");
      left_ -= size;
      out.write(piece.data(), got);
    }
    if (got < 0) damaged();
    out.close();
    if (out) return;
    throw Failure(Exit::io, {"cannot unpack the bundle",
                             (folder_ / name).string(),
                             {std::strerror(errno)},
                             "make room, or name another place with TMPDIR"});
  }

  const fs::path& file_;
  const fs::path& folder_;
  std::uintmax_t left_;
  std::set<std::string> names_;
  ReadArchive in_;
};

}  // namespace

std::uintmax_t bundle_size(const std::vector<BundleMember>& members) {
  std::uintmax_t total = 0;
  write_to([&](const void*, std::size_t size) { total += size; }, members);
  return total;
}

std::uintmax_t write_bundle(const fs::path& file, const std::vector<BundleMember>& members) {
  formats::AtomicFile out(file);
  std::uintmax_t total = 0;
  write_to(
      [&](const void* data, std::size_t size) {
        out.write(data, size);
        total += size;
      },
      members);
  out.commit();
  return total;
}

void unpack_bundle(const fs::path& file, const fs::path& folder) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    throw Failure(Exit::no_input, {"there is no such bundle", file.string(), {}, ""});
  }
  Unpacking(file, folder).unpack();
}

}  // namespace zeroth::host
