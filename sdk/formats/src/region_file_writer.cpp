#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5.h>
#include <zeroth/error.h>
#include <zeroth/formats/region_file_writer.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace zeroth::formats {
namespace {

constexpr char kImages[] = "feature_map";
constexpr char kDone[] = "images_done";  // an attribute of feature_map while it is incomplete
constexpr unsigned kGzipLevel = 4;

std::vector<hsize_t> lengths_of(const std::vector<std::int64_t>& shape) {
  return {shape.begin(), shape.end()};
}

Hdf5Id make_space(const std::vector<std::int64_t>& shape) {
  const auto lengths = lengths_of(shape);
  return Hdf5Id(H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr));
}

std::vector<std::int64_t> numbers(const RegionShape& s) {
  return {s.images, s.channels, s.height, s.width};
}

/// One image a chunk, so that reading it unpacks nothing else.
Hdf5Id packing(const RegionShape& shape, bool gzip) {
  Hdf5Id plan(H5Pcreate(H5P_DATASET_CREATE));
  if (!gzip) return plan;
  auto chunk = lengths_of(numbers(shape));
  chunk.front() = 1;
  H5Pset_chunk(plan.get(), 4, chunk.data());
  H5Pset_deflate(plan.get(), kGzipLevel);
  return plan;
}

}  // namespace

std::filesystem::path partial_of(const std::filesystem::path& target) {
  return target.string() + ".partial";
}

RegionFileWriter::RegionFileWriter(std::filesystem::path target, const RegionShape& shape,
                                   bool gzip, Start start)
    : target_(std::move(target)), partial_(partial_of(target_)), shape_(shape) {
  const Hdf5Lock lock;
  std::error_code unreadable;
  const bool there = std::filesystem::exists(partial_, unreadable);
  there&& start == Start::resume ? reopen() : create(gzip);
}

RegionFileWriter::~RegionFileWriter() {
  if (!file_ || done_ > 0) return;
  images_ = Hdf5Id();
  file_ = Hdf5Id();
  std::error_code ignored;
  std::filesystem::remove(partial_, ignored);
}

void RegionFileWriter::create(bool gzip) {
  file_ = Hdf5Id(H5Fcreate(partial_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  if (!file_) {
    throw Error(Fault::cannot_create, {"cannot create a file",
                                       partial_.string(),
                                       {hdf5_error()},
                                       "choose a place that is writable"});
  }
  const Hdf5Id space = make_space(numbers(shape_));
  images_ = Hdf5Id(H5Dcreate2(file_.get(), kImages, H5T_IEEE_F32LE, space.get(), H5P_DEFAULT,
                              packing(shape_, gzip).get(), H5P_DEFAULT));
  check(images_.get());
}

void RegionFileWriter::reopen() {
  const auto start_over = [&](const std::string& why) {
    throw Error(Fault::bad_data, {"cannot go on with a file that was begun",
                                  partial_.string(),
                                  {why},
                                  "remove it to start over"});
  };
  file_ = Hdf5Id(H5Fopen(partial_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
  if (!file_) start_over(hdf5_error());
  images_ = Hdf5Id(H5Dopen2(file_.get(), kImages, H5P_DEFAULT));
  const Hdf5Id space(images_ ? H5Dget_space(images_.get()) : -1);
  std::array<hsize_t, 4> found{};
  if (H5Sget_simple_extent_ndims(space.get()) == 4) {
    H5Sget_simple_extent_dims(space.get(), found.data(), nullptr);
  }
  const auto wanted = lengths_of(numbers(shape_));
  if (!std::equal(wanted.begin(), wanted.end(), found.begin())) {
    start_over(fmt::format("it has the shape [{}], now it would be [{}]", fmt::join(found, ", "),
                           fmt::join(wanted, ", ")));
  }
  const Hdf5Id note(H5Aopen(images_.get(), kDone, H5P_DEFAULT));
  if (note) H5Aread(note.get(), H5T_NATIVE_INT64, &done_);
}

void RegionFileWriter::write_images(std::int64_t first, std::int64_t count, const float* values) {
  write_block({first, count, 0, shape_.channels}, values);
}

void RegionFileWriter::write_block(const RegionBlock& block, const float* values) {
  const Hdf5Lock lock;
  const auto start = lengths_of({block.image, block.channel, 0, 0});
  const auto size = lengths_of({block.images, block.channels, shape_.height, shape_.width});
  const Hdf5Id space(H5Dget_space(images_.get()));
  H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, size.data(), nullptr);
  const Hdf5Id memory(H5Screate_simple(4, size.data(), nullptr));
  check(H5Dwrite(images_.get(), H5T_NATIVE_FLOAT, memory.get(), space.get(), H5P_DEFAULT, values));
}

void RegionFileWriter::copy_others(const Hdf5File& file) {
  const Hdf5Lock lock;
  for (const std::string& name : file.names()) {
    if (name == kImages) continue;
    check(
        H5Ocopy(file.handle(), name.c_str(), file_.get(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT));
  }
}

void RegionFileWriter::write_data(const std::string& name, Hdf5Handle type, Hdf5Handle memory_type,
                                  const std::vector<std::int64_t>& shape, const void* values) {
  const Hdf5Lock lock;
  // A run that was interrupted may have written it already.
  if (H5Lexists(file_.get(), name.c_str(), H5P_DEFAULT) > 0) {
    H5Ldelete(file_.get(), name.c_str(), H5P_DEFAULT);
  }
  const Hdf5Id space = make_space(shape);
  const Hdf5Id data(H5Dcreate2(file_.get(), name.c_str(), type, space.get(), H5P_DEFAULT,
                               H5P_DEFAULT, H5P_DEFAULT));
  check(data.get());
  check(H5Dwrite(data.get(), memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
}

void RegionFileWriter::write(const std::string& name, const Matrix& matrix) {
  write_data(name, H5T_IEEE_F64LE, H5T_NATIVE_FLOAT, {matrix.rows(), matrix.columns()},
             matrix.data());
}

void RegionFileWriter::write(const std::string& name, const std::vector<std::int64_t>& integers) {
  write_data(name, H5T_STD_I64LE, H5T_NATIVE_INT64, {static_cast<std::int64_t>(integers.size())},
             integers.data());
}

void RegionFileWriter::write(const std::string& name, const std::vector<std::string>& texts) {
  const Hdf5Lock lock;
  const Hdf5Id type(H5Tcopy(H5T_C_S1));
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  std::vector<const char*> pointers;
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  write_data(name, type.get(), type.get(), {static_cast<std::int64_t>(texts.size())},
             pointers.data());
}

void RegionFileWriter::write(const std::string& name, const std::vector<std::uint8_t>& bytes,
                             const std::vector<std::int64_t>& shape) {
  write_data(name, H5T_STD_U8LE, H5T_NATIVE_UINT8, shape, bytes.data());
}

void RegionFileWriter::note_done(std::int64_t images) {
  const Hdf5Lock lock;
  // The images go to the disk before the note that says they are there.
  check(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL));
  const Hdf5Id space(H5Screate(H5S_SCALAR));
  const bool there = H5Aexists(images_.get(), kDone) > 0;
  const Hdf5Id note(there ? H5Aopen(images_.get(), kDone, H5P_DEFAULT)
                          : H5Acreate2(images_.get(), kDone, H5T_STD_I64LE, space.get(),
                                       H5P_DEFAULT, H5P_DEFAULT));
  check(note.get());
  check(H5Awrite(note.get(), H5T_NATIVE_INT64, &images));
  check(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL));
  done_ = images;
}

void RegionFileWriter::commit() {
  const Hdf5Lock lock;
  if (H5Aexists(images_.get(), kDone) > 0) check(H5Adelete(images_.get(), kDone));
  check(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL));
  images_ = Hdf5Id();
  file_ = Hdf5Id();
  std::error_code error;
  std::filesystem::rename(partial_, target_, error);
  if (!error) return;
  throw Error(Fault::io, {"cannot move a finished file to its place",
                          target_.string(),
                          {error.message()},
                          fmt::format("it lies in {}", partial_.string())});
}

void RegionFileWriter::check(std::int64_t status) const {
  if (status < 0) fail();
}

void RegionFileWriter::fail() const {
  throw Error(
      Fault::io,
      {"cannot write a file", partial_.string(), {hdf5_error()}, "make room, then try again"});
}

}  // namespace zeroth::formats
