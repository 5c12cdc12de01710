#include "host/data/region_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <hdf5.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include "host/base/problem.h"
#include "host/data/hdf5_file.h"

namespace zeroth::host {
namespace {

constexpr char kName[] = "feature_map";
constexpr char kWanted[] = "float32 [N, M, H, W]";
constexpr std::size_t kChunkCache = std::size_t{256} << 20;
constexpr std::size_t kCacheSlots = 100003;  // prime, and many times the chunks that fit
// HDF5 unpacks a chunk as a whole; beyond this, memory would no longer be bounded.
constexpr std::int64_t kLargestChunk = std::int64_t{512} << 20;

/// Shape and place, common to both ways of reading.
class RegionFile : public RegionSource {
 public:
  RegionFile(std::filesystem::path path, const std::vector<std::int64_t>& shape)
      : path_(std::move(path)), shape_(shape) {}

  std::int64_t images() const override { return shape_[0]; }
  std::int64_t channels() const override { return shape_[1]; }
  std::int64_t height() const override { return shape_[2]; }
  std::int64_t width() const override { return shape_[3]; }

 protected:
  std::size_t image_size() const { return static_cast<std::size_t>(channels() * regions()); }

  [[noreturn]] void fail(std::int64_t image, const std::string& why) const {
    throw Failure(Exit::bad_data, {fmt::format("cannot read the regions of image {}", image),
                                   path_.string(),
                                   {why},
                                   "fetch the file again"});
  }

 private:
  std::filesystem::path path_;
  std::vector<std::int64_t> shape_;
};

/// Images that lie one after the other: read from the file as they are. A mapping would be as fast,
/// but ends the process where the file has become shorter.
class ContiguousRegions : public RegionFile {
 public:
  ContiguousRegions(const std::filesystem::path& path, const std::vector<std::int64_t>& shape,
                    std::uint64_t offset)
      : RegionFile(path, shape),
        offset_(static_cast<std::int64_t>(offset)),
        file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0)
      throw Failure(Exit::io, {"cannot open a file", path, {std::strerror(errno)}, ""});
  }
  ~ContiguousRegions() override { close(file_); }

  void read(const std::int64_t* images, std::int64_t count, float* out) const override {
    // The system fetches all of them while the first is copied.
    for (std::int64_t i = 0; i < count; ++i) {
      posix_fadvise(file_, place_of(images[i]), bytes(), POSIX_FADV_WILLNEED);
    }
    for (std::int64_t i = 0; i < count; ++i, out += image_size()) read_one(images[i], out);
  }

 private:
  off_t bytes() const { return static_cast<off_t>(image_size() * sizeof(float)); }
  off_t place_of(std::int64_t image) const { return offset_ + image * bytes(); }

  void read_one(std::int64_t image, float* out) const {
    char* target = reinterpret_cast<char*>(out);
    for (off_t done = 0; done < bytes();) {
      const ssize_t got = pread(file_, target + done, static_cast<std::size_t>(bytes() - done),
                                place_of(image) + done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail(image, std::strerror(errno));
      if (got == 0) fail(image, "the file is cut short");
      done += got;
    }
  }

  std::int64_t offset_;
  int file_;
};

/// Images in chunks, packed or not, or of the other byte order: HDF5 does the work.
class ChunkedRegions : public RegionFile {
 public:
  ChunkedRegions(const std::filesystem::path& path, Hdf5File::DataSet data)
      : RegionFile(path, data.shape), data_(std::move(data)) {}

  /// One call of HDF5 for all images, so that a chunk they share is unpacked once.
  void read(const std::int64_t* images, std::int64_t count, float* out) const override {
    if (count == 0) return;
    const Hdf5Lock lock;
    std::map<std::int64_t, std::size_t> place;  // image -> its place in the file's order
    for (std::int64_t i = 0; i < count; ++i) place[images[i]] = 0;
    std::size_t next = 0;
    for (auto& [image, at] : place) at = next++;
    const bool in_order =
        next == static_cast<std::size_t>(count) && std::is_sorted(images, images + count);
    if (in_order) return read_sorted(place, out);
    std::vector<float> sorted(next * image_size());
    read_sorted(place, sorted.data());
    for (std::int64_t i = 0; i < count; ++i, out += image_size()) {
      std::copy_n(&sorted[place[images[i]] * image_size()], image_size(), out);
    }
  }

 private:
  void read_sorted(const std::map<std::int64_t, std::size_t>& images, float* out) const {
    const Hdf5Id space(H5Dget_space(data_.id.get()));
    H5S_seloper_t join = H5S_SELECT_SET;
    for (const auto& [image, place] : images) {
      const hsize_t start[] = {static_cast<hsize_t>(image), 0, 0, 0};
      const hsize_t count[] = {1, static_cast<hsize_t>(channels()), static_cast<hsize_t>(height()),
                               static_cast<hsize_t>(width())};
      H5Sselect_hyperslab(space.get(), join, start, nullptr, count, nullptr);
      join = H5S_SELECT_OR;
    }
    const hsize_t total = images.size() * image_size();
    const Hdf5Id memory(H5Screate_simple(1, &total, nullptr));
    if (H5Dread(data_.id.get(), H5T_NATIVE_FLOAT, memory.get(), space.get(), H5P_DEFAULT, out) <
        0) {
      fail(images.begin()->first, hdf5_error());
    }
  }

  Hdf5File::DataSet data_;
};

std::vector<hsize_t> chunk_of(hid_t data) {
  const Hdf5Id plan(H5Dget_create_plist(data));
  if (H5Pget_layout(plan.get()) != H5D_CHUNKED) return {};
  std::vector<hsize_t> chunk(4);
  H5Pget_chunk(plan.get(), 4, chunk.data());
  return chunk;
}

void check_chunk(const Hdf5File& file, const std::vector<hsize_t>& chunk) {
  double bytes = sizeof(float);
  for (const auto length : chunk) bytes *= static_cast<double>(length);
  if (chunk.empty() || bytes <= kLargestChunk) return;
  file.refuse(fmt::format("the chunks of \"{}\" are too large", kName),
              fmt::format("each holds {:.0f} MB, which is unpacked as a whole; {} MB is the limit",
                          bytes / (1 << 20), kLargestChunk >> 20),
              unpack_command(file.path()));
}

/// Opens the data set again through a cache of bounded size. The first cache of a data set is the
/// one it keeps, so nothing else may hold it open.
void reopen_cached(Hdf5File::DataSet& data) {
  const Hdf5Id file(H5Iget_file_id(data.id.get()));
  const Hdf5Id access(H5Pcreate(H5P_DATASET_ACCESS));
  H5Pset_chunk_cache(access.get(), kCacheSlots, kChunkCache, H5D_CHUNK_CACHE_W0_DEFAULT);
  data.id = Hdf5Id();
  data.id = Hdf5Id(H5Dopen2(file.get(), kName, access.get()));
}

/// Where the numbers begin in the file when they can be read as they are.
bool lies_plainly(hid_t data, haddr_t& offset) {
  const Hdf5Id type(H5Dget_type(data));
  offset = H5Dget_offset(data);
  return offset != HADDR_UNDEF && H5Tequal(type.get(), H5T_NATIVE_FLOAT) > 0;
}

}  // namespace

std::shared_ptr<const RegionSource> open_region_file(const Hdf5File& file) {
  const Hdf5Lock lock;
  Hdf5File::DataSet data = file.open(kName, 4, kWanted);
  if (data.type != "float32") file.refuse_kind(kName, data, kWanted);
  haddr_t offset = 0;
  if (lies_plainly(data.id.get(), offset)) {
    return std::make_shared<ContiguousRegions>(file.path(), data.shape, offset);
  }
  check_chunk(file, chunk_of(data.id.get()));
  reopen_cached(data);
  if (!data.id) file.refuse(fmt::format("cannot open the data set \"{}\"", kName), hdf5_error());
  return std::make_shared<ChunkedRegions>(file.path(), std::move(data));
}

std::string unpack_command(const std::filesystem::path& file) {
  return fmt::format("h5repack -f {0}:NONE -l {0}:CONTI {1} NEW.hdf5", kName, file.string());
}

RegionLayout region_layout(const Hdf5File& file) {
  const Hdf5Lock lock;
  const Hdf5File::DataSet data = file.open(kName, 4, kWanted);
  const std::vector<hsize_t> chunk = chunk_of(data.id.get());
  if (chunk.empty()) return {true, 0};
  return {false, static_cast<std::int64_t>(chunk.front())};
}

}  // namespace zeroth::host
