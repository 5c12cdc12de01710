#include <fcntl.h>
#include <fmt/format.h>
#include <hdf5.h>
#include <unistd.h>
#include <zeroth/error.h>
#include <zeroth/formats/hdf5_file.h>
#include <zeroth/formats/region_file.h>
#include <zeroth/formats/regular_file.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "sdk/formats/src/hdf5_type.h"

namespace zeroth::formats {
namespace {

constexpr char kName[] = "feature_map";
constexpr char kWanted[] = "numbers [N, M, H, W]";
constexpr std::size_t kChunkCache = std::size_t{256} << 20;
constexpr std::size_t kCacheSlots = 100003;  // prime, and many times the chunks that fit
// One image at least is in memory; 1 GiB of it as float32.
constexpr std::int64_t kLargestImage = std::int64_t{1} << 28;

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
    throw Error(Fault::bad_data, {fmt::format("cannot read the regions of image {}", image),
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
                    std::uint64_t offset, const NumberType& type)
      : RegionFile(path, shape),
        offset_(static_cast<std::int64_t>(offset)),
        type_(type),
        file_(path) {
    if (!file_) throw Error(Fault::io, {"cannot open a file", path, {file_.why()}, ""});
  }

  void read(const std::int64_t* images, std::int64_t count, float* out) const override {
    // The system fetches all of them while the first is copied.
    for (std::int64_t i = 0; i < count; ++i) {
      posix_fadvise(file_.descriptor(), place_of(images[i]), bytes(), POSIX_FADV_WILLNEED);
    }
    for (std::int64_t i = 0; i < count; ++i, out += image_size()) read_one(images[i], out);
  }

 private:
  off_t bytes() const { return static_cast<off_t>(image_size() * type_.width); }
  off_t place_of(std::int64_t image) const { return offset_ + image * bytes(); }

  void read_one(std::int64_t image, float* out) const {
    if (type_.is_float32()) return read_bytes(image, reinterpret_cast<char*>(out));
    std::vector<char> stored(static_cast<std::size_t>(bytes()));
    read_bytes(image, stored.data());
    copy_as_floats({type_, stored.data(), image_size(), nullptr}, out);
  }

  void read_bytes(std::int64_t image, char* target) const {
    for (off_t done = 0; done < bytes();) {
      const ssize_t got = pread(file_.descriptor(), target + done,
                                static_cast<std::size_t>(bytes() - done), place_of(image) + done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail(image, std::strerror(errno));
      if (got == 0) fail(image, "the file is cut short");
      done += got;
    }
  }

  std::int64_t offset_;
  NumberType type_;
  RegularFile file_;
};

/// Numbers of a part of a data set as float32. What HDF5 would convert number by number, as it does
/// half precision, is read as it lies there.
/// @return what HDF5 says went wrong; nothing when nothing did.
std::string read_selection(hid_t data, hid_t memory, hid_t space, float* out) {
  const Hdf5Id type(H5Dget_type(data));
  const auto stored = hdf5_number_type(type.get());
  const bool as_stored = stored && !stored->is_float32();
  const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(memory));
  std::vector<char> bytes(as_stored ? count * stored->width : 0);
  void* target = as_stored ? static_cast<void*>(bytes.data()) : out;
  const hid_t wanted = as_stored ? type.get() : H5T_NATIVE_FLOAT;
  if (H5Dread(data, wanted, memory, space, H5P_DEFAULT, target) < 0) return hdf5_error();
  if (as_stored) copy_as_floats({*stored, bytes.data(), count, nullptr}, out);
  return "";
}

/// Images in chunks, packed or not: HDF5 does the work.
class ChunkedRegions : public RegionFile {
 public:
  /// A chunk holds a part of `images_per_chunk` images.
  ChunkedRegions(const std::filesystem::path& path, Hdf5DataSet data, std::int64_t images_per_chunk)
      : RegionFile(path, data.shape), data_(std::move(data)), images_per_chunk_(images_per_chunk) {}

  /// One call of HDF5 for all images that share chunks, so that each chunk is unpacked once. Not
  /// one for all images: HDF5 keeps a note for every chunk of a call, and there may be very many.
  void read(const std::int64_t* images, std::int64_t count, float* out) const override {
    const Hdf5Lock lock;
    std::map<std::int64_t, std::set<std::int64_t>> groups;
    for (std::int64_t i = 0; i < count; ++i) {
      groups[images[i] / images_per_chunk_].insert(images[i]);
    }
    std::vector<float> values;
    for (const auto& [row, group] : groups) {
      values.resize(group.size() * image_size());
      read_together(group, values.data());
      for (std::int64_t i = 0; i < count; ++i) {
        const auto found = group.find(images[i]);
        if (found == group.end()) continue;
        const auto place = static_cast<std::size_t>(std::distance(group.begin(), found));
        std::copy_n(&values[place * image_size()], image_size(),
                    out + static_cast<std::size_t>(i) * image_size());
      }
    }
  }

 private:
  void read_together(const std::set<std::int64_t>& images, float* out) const {
    const Hdf5Id space(H5Dget_space(data_.id.get()));
    H5S_seloper_t join = H5S_SELECT_SET;
    for (const auto image : images) {
      const hsize_t start[] = {static_cast<hsize_t>(image), 0, 0, 0};
      const hsize_t count[] = {1, static_cast<hsize_t>(channels()), static_cast<hsize_t>(height()),
                               static_cast<hsize_t>(width())};
      H5Sselect_hyperslab(space.get(), join, start, nullptr, count, nullptr);
      join = H5S_SELECT_OR;
    }
    const hsize_t total = images.size() * image_size();
    const Hdf5Id memory(H5Screate_simple(1, &total, nullptr));
    const std::string why = read_selection(data_.id.get(), memory.get(), space.get(), out);
    if (!why.empty()) fail(*images.begin(), why);
  }

  Hdf5DataSet data_;
  std::int64_t images_per_chunk_;
};

std::vector<hsize_t> chunk_of(hid_t data) {
  const Hdf5Id plan(H5Dget_create_plist(data));
  if (H5Pget_layout(plan.get()) != H5D_CHUNKED) return {};
  std::vector<hsize_t> chunk(4);
  H5Pget_chunk(plan.get(), 4, chunk.data());
  return chunk;
}

void check_chunk(const Hdf5File& file, const Hdf5DataSet& data) {
  const std::int64_t bytes = chunk_bytes(data);
  if (bytes <= kLargestChunk) return;
  file.refuse(
      fmt::format("the chunks of \"{}\" are too large", kName),
      fmt::format("each holds {} MB, which is unpacked as a whole; {} MB is the limit", bytes >> 20,
                  kLargestChunk >> 20),
      fmt::format("h5repack -f {0}:NONE -l {0}:CONTI {1} NEW.hdf5", kName, file.path().string()));
}

/// Numbers [N, M, H, W], an image of which fits into memory.
Hdf5DataSet open_regions(const Hdf5File& file) {
  Hdf5DataSet data = file.open(kName, 4, kWanted);
  if (!data.holds_numbers()) file.refuse_kind(kName, data, kWanted);
  std::int64_t image = 1;
  for (std::size_t i = 1; i < 4; ++i) {
    if (!__builtin_mul_overflow(image, data.shape[i], &image) && image <= kLargestImage) continue;
    file.refuse(
        fmt::format("cannot use the data set \"{}\"", kName),
        fmt::format("it is {}, and {} numbers an image are the limit", data.kind(), kLargestImage));
  }
  return data;
}

/// Opens the data set again through a cache of bounded size. The first cache of a data set is the
/// one it keeps, so nothing else may hold it open.
void reopen_cached(Hdf5DataSet& data) {
  const Hdf5Id file(H5Iget_file_id(data.id.get()));
  const Hdf5Id access(H5Pcreate(H5P_DATASET_ACCESS));
  H5Pset_chunk_cache(access.get(), kCacheSlots, kChunkCache, H5D_CHUNK_CACHE_W0_DEFAULT);
  data.id = Hdf5Id();
  data.id = Hdf5Id(H5Dopen2(file.get(), kName, access.get()));
}

/// Where the numbers begin in the file when they can be read as they are.
bool lies_plainly(hid_t data, haddr_t& offset) {
  offset = H5Dget_offset(data);
  return offset != HADDR_UNDEF && hdf5_number_type(Hdf5Id(H5Dget_type(data)).get());
}

}  // namespace

std::shared_ptr<const RegionSource> open_region_file(const Hdf5File& file) {
  const Hdf5Lock lock;
  Hdf5DataSet data = open_regions(file);
  haddr_t offset = 0;
  if (lies_plainly(data.id.get(), offset)) {
    const Hdf5Id type(H5Dget_type(data.id.get()));
    return std::make_shared<ContiguousRegions>(file.path(), data.shape, offset,
                                               *hdf5_number_type(type.get()));
  }
  const std::vector<hsize_t> chunk = chunk_of(data.id.get());
  check_chunk(file, data);
  const auto images_per_chunk = chunk.empty() ? 1 : static_cast<std::int64_t>(chunk.front());
  reopen_cached(data);
  if (!data.id) file.refuse(fmt::format("cannot open the data set \"{}\"", kName), hdf5_error());
  return std::make_shared<ChunkedRegions>(file.path(), std::move(data), images_per_chunk);
}

RegionLayout region_layout(const Hdf5File& file) {
  const Hdf5Lock lock;
  const Hdf5DataSet data = open_regions(file);
  const std::vector<hsize_t> chunk = chunk_of(data.id.get());
  if (chunk.empty()) return {true, 0, 0};
  return {false, static_cast<std::int64_t>(chunk[0]), static_cast<std::int64_t>(chunk[1])};
}

std::string chunk_warning(const Hdf5File& file) {
  constexpr std::int64_t kMany = 32;
  const RegionLayout layout = region_layout(file);
  if (layout.contiguous || layout.images_per_chunk < kMany) return "";
  return fmt::format(
      "each chunk of feature_map holds a part of {} images, all of which are unpacked for every "
      "one that is read: unpack the file once with zeroth data unpack {} NEW.hdf5",
      layout.images_per_chunk, file.path().string());
}

std::string axes_warning(const RegionSource& regions) {
  const std::int64_t channels = regions.channels(), height = regions.height(),
                     width = regions.width();
  if (height == width || channels >= std::max(height, width)) return "";
  return fmt::format(
      "{0} is [{1}, {2}, {3}, {4}] and is read as {2} channels of {3} x {4} regions; where the "
      "channels come last in it, write it with numpy.moveaxis({0}, -1, 1)",
      kName, regions.images(), channels, height, width);
}

void read_block(const Hdf5File& file, const RegionBlock& block, std::vector<float>& values) {
  const Hdf5Lock lock;
  const Hdf5DataSet data = open_regions(file);
  const Hdf5Id space(H5Dget_space(data.id.get()));
  const auto length = [](std::int64_t value) { return static_cast<hsize_t>(value); };
  const hsize_t start[] = {length(block.image), length(block.channel), 0, 0};
  const hsize_t count[] = {length(block.images), length(block.channels), length(data.shape[2]),
                           length(data.shape[3])};
  H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start, nullptr, count, nullptr);
  const Hdf5Id memory(H5Screate_simple(4, count, nullptr));
  values.resize(count[0] * count[1] * count[2] * count[3]);
  const std::string why = read_selection(data.id.get(), memory.get(), space.get(), values.data());
  if (why.empty()) return;
  file.refuse(fmt::format("cannot read the regions of image {} and others", block.image), why,
              "fetch the file again");
}

}  // namespace zeroth::formats
