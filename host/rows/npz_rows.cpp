#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <locale.h>
#include <zeroth/formats/npy.h>
#include <zeroth/formats/numpy_type.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "host/base/problem.h"
#include "host/rows/row_kinds.h"
#include "host/rows/temporary_bytes.h"

namespace zeroth::host {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr std::size_t kHeader = 10'100;  // of a .npy file; more than NumPy reads
constexpr std::size_t kMostShown = 20;

/// While it lives, this thread's text is UTF-8: libarchive keeps no name that the locale of a
/// program, which is "C", cannot say.
class Utf8Text {
 public:
  Utf8Text() : utf8_(newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{})) {
    if (utf8_) before_ = uselocale(utf8_);
  }
  ~Utf8Text() {
    if (!utf8_) return;
    uselocale(before_);
    freelocale(utf8_);
  }
  Utf8Text(const Utf8Text&) = delete;
  Utf8Text& operator=(const Utf8Text&) = delete;

 private:
  locale_t utf8_, before_{};
};

/// The arrays of numpy.savez: a ZIP archive, by the list at its end.
class NpzArchive {
 public:
  explicit NpzArchive(const RowRequest& request)
      : request_(request), zip_(archive_read_new(), archive_read_free) {
    archive_read_support_format_zip_seekable(zip_.get());
    if (archive_read_open_filename(zip_.get(), request.file.c_str(), kPiece) != ARCHIVE_OK) fail();
  }

  /// To the next array. @return false behind the last one.
  bool next() {
    const Utf8Text names;
    archive_entry* entry = nullptr;
    int code = ARCHIVE_OK;
    while ((code = archive_read_next_header(zip_.get(), &entry)) == ARCHIVE_OK ||
           code == ARCHIVE_WARN) {
      const char* name = archive_entry_pathname(entry);
      name_ = name ? name : "";
      if (cut_ending()) return true;
    }
    if (code != ARCHIVE_EOF) fail();
    return false;
  }

  /// As NumPy calls it: without the ending.
  const std::string& name() const { return name_; }

  /// Up to `size` bytes of the array's file that come next.
  std::size_t read(char* bytes, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
      const la_ssize_t got = archive_read_data(zip_.get(), bytes + done, size - done);
      if (got < 0) fail();
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  bool cut_ending() {
    const std::string ending = ".npy";
    if (name_.size() <= ending.size()) return false;
    const std::size_t begin = name_.size() - ending.size();
    if (name_.compare(begin, ending.size(), ending) != 0) return false;
    name_.resize(begin);
    return true;
  }

  [[noreturn]] void fail() const {
    const char* why = archive_error_string(zip_.get());
    throw Failure(Exit::bad_data,
                  {"the archive of arrays cannot be read",
                   request_.file.string(),
                   {why ? why : "it is damaged"},
                   "write it again, as with numpy.savez, or give the rows as a .npy file"});
  }

  const RowRequest& request_;
  std::unique_ptr<archive, decltype(&archive_read_free)> zip_;
  std::string name_;
};

std::string place_of(const RowRequest& request, const std::string& array) {
  return request.file.string() + " (" + array + ")";
}

/// The first bytes of an array's file, and what they say.
struct ArrayHead {
  std::string bytes;
  formats::NpyHeader header;
};

ArrayHead head_of(NpzArchive& archive, const RowRequest& request) {
  ArrayHead head;
  head.bytes.resize(kHeader);
  head.bytes.resize(archive.read(head.bytes.data(), kHeader));
  head.header = formats::read_npy_header({head.bytes.data(), head.bytes.size(), nullptr},
                                         place_of(request, archive.name()));
  return head;
}

bool are_rows(const formats::NpyHeader& header, std::int64_t columns) {
  return formats::numpy_type(header.dtype) && header.shape.size() == 2 &&
         header.shape[1] == static_cast<std::size_t>(columns);
}

/// The array that is asked for, or the only one that fits.
std::string npz_name_of(const RowRequest& request) {
  if (!request.variable.empty()) return request.variable;
  std::vector<std::string> fitting, others;
  for (NpzArchive archive(request); archive.next();) {
    const formats::NpyHeader header = head_of(archive, request).header;
    if (are_rows(header, request.columns)) {
      fitting.push_back(archive.name());
    } else if (others.size() < kMostShown) {
      others.push_back(fmt::format("{} [{}]", archive.name(), fmt::join(header.shape, ", ")));
    }
  }
  if (fitting.empty()) {
    refuse_length(request, others.empty() ? "it holds no array"
                                          : fmt::format("it holds {}", fmt::join(others, ", ")));
  }
  if (fitting.size() > 1) refuse_several(request, "array has rows", fitting);
  return fitting.front();
}

/// How many bytes the file of an array has, going by its header; as many as there are where it
/// holds no numbers, which is told later.
std::size_t bytes_of(const formats::NpyHeader& header) {
  std::size_t count = header.end;
  if (const auto type = formats::numpy_type(header.dtype)) {
    count +=
        std::accumulate(header.shape.begin(), header.shape.end(), type->width, std::multiplies<>());
  }
  return count;
}

/// Copies the array that the archive is at; no more of it than its header speaks of.
formats::MappedFile copied_array(NpzArchive& archive, const RowRequest& request) {
  const ArrayHead head = head_of(archive, request);
  TemporaryBytes bytes(request.file.string());
  bytes.add(head.bytes.data(), head.bytes.size());
  std::vector<char> piece(kPiece);
  const std::size_t wanted = bytes_of(head.header);
  for (std::size_t had = head.bytes.size(); had < wanted;) {
    const std::size_t got = archive.read(piece.data(), std::min(kPiece, wanted - had));
    if (got == 0) break;  // what is missing is told by who reads the array
    bytes.add(piece.data(), got);
    had += got;
  }
  return bytes.mapped();
}

}  // namespace

std::unique_ptr<RowFile> open_npz_rows(const RowRequest& request) {
  const std::string name = npz_name_of(request);
  std::vector<std::string> others;
  for (NpzArchive archive(request); archive.next(); others.push_back(archive.name())) {
    if (archive.name() != name) continue;
    RowRequest array = request;
    array.file = place_of(request, name);
    return open_npy_rows(array, copied_array(archive, request));
  }
  if (others.size() > kMostShown) others.resize(kMostShown);
  throw Failure(Exit::usage, {fmt::format("the archive has no array \"{}\"", name),
                              request.file.string(),
                              {fmt::format("it has {}", fmt::join(others, ", "))},
                              ""});
}

}  // namespace zeroth::host
