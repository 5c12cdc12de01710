#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5.h>
#include <zeroth/formats/hdf5_data_set.h>
#include <zeroth/formats/inflate.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "sdk/formats/src/hdf5_type.h"

namespace zeroth::formats {
namespace {

// What is read whole has a number per class and attribute, or a text per image; a longer one is a
// damaged size.
constexpr std::size_t kMostNumbers = std::size_t{1} << 28;
constexpr std::size_t kMostTexts = std::size_t{1} << 24;
constexpr std::size_t kMostTextBytes = std::size_t{256} << 20;
// What was never written costs nothing in the file and is read as zeros: so much of it is believed.
constexpr std::size_t kMostUnwritten = std::size_t{16} << 20;
constexpr char kOneFile[] = "write its values into this file, as with h5py";

/// Told of every external link before it is followed; keeps the name and says no.
herr_t refuse_link(const char*, const char*, const char* file, const char*, unsigned*, hid_t,
                   void* other_file) {
  *static_cast<std::string*>(other_file) = file;
  return -1;
}

std::string name_of_raw_file(hid_t plan) {
  std::array<char, 256> name{};
  H5Pget_external(plan, 0, name.size() - 1, name.data(), nullptr, nullptr);
  return name.data();
}

/// Before anything else is asked of it: its shape alone may open the files of a virtual one.
void expect_own_values(hid_t data) {
  const Hdf5Id plan(H5Dget_create_plist(data));
  if (H5Pget_layout(plan.get()) == H5D_VIRTUAL) {
    throw Hdf5Refusal{"it is a virtual data set: its values lie in other files, which are not read",
                      kOneFile};
  }
  if (H5Pget_external_count(plan.get()) > 0) {
    throw Hdf5Refusal{fmt::format("its values lie in another file, {}, which is not read",
                                  name_of_raw_file(plan.get())),
                      kOneFile};
  }
}

std::vector<std::int64_t> shape_of(hid_t data) {
  const Hdf5Id space(H5Dget_space(data));
  const int rank = H5Sget_simple_extent_ndims(space.get());
  std::vector<hsize_t> lengths(rank > 0 ? static_cast<std::size_t>(rank) : 0);
  if (rank > 0) H5Sget_simple_extent_dims(space.get(), lengths.data(), nullptr);
  return {lengths.begin(), lengths.end()};
}

/// @throws Hdf5Refusal when they are more than `most`.
std::size_t count_of(const Hdf5DataSet& data, std::size_t most, const char* what) {
  std::size_t count = 1;
  for (const auto length : data.shape) {
    if (__builtin_mul_overflow(count, length, &count) || count > most) {
      throw Hdf5Refusal{fmt::format("it is {}, and {} {} are the limit", data.kind(), most, what),
                        ""};
    }
  }
  return count;
}

/// What the data set may hold at most, going by the room it takes in the file.
std::size_t largest_content(const Hdf5DataSet& data) {
  const Hdf5Id plan(H5Dget_create_plist(data.id.get())), file(H5Iget_file_id(data.id.get()));
  hsize_t file_size = 0;
  H5Fget_filesize(file.get(), &file_size);
  const std::size_t stored = std::min<hsize_t>(H5Dget_storage_size(data.id.get()), file_size);
  const bool is_packed =
      H5Pget_layout(plan.get()) == H5D_CHUNKED && H5Pget_nfilters(plan.get()) > 0;
  return std::max(kMostUnwritten, is_packed ? stored * kLargestRatio : stored);
}

void expect_in_file(const Hdf5DataSet& data, std::size_t bytes) {
  if (bytes > largest_content(data)) {
    throw Hdf5Refusal{fmt::format("it claims to be {}, more than the file can hold", data.kind()),
                      "fetch the file again"};
  }
  if (chunk_bytes(data) > kLargestChunk) {
    throw Hdf5Refusal{fmt::format("its chunks hold {} MB, {} MB is the limit",
                                  chunk_bytes(data) >> 20, kLargestChunk >> 20),
                      ""};
  }
}

void read(const Hdf5DataSet& data, hid_t type, void* out) {
  if (H5Dread(data.id.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) < 0) {
    throw Hdf5Refusal{hdf5_error(), "fetch the file again"};
  }
}

/// The type to ask HDF5 for where its own cannot be used as it lies there.
NumberType converted_type(hid_t type) {
  if (H5Tget_class(type) == H5T_FLOAT) return {NumberType::floating, 8};
  const bool natural = H5Tget_sign(type) == H5T_SGN_NONE;
  return {natural ? NumberType::natural : NumberType::integer, 8};
}

hid_t memory_type(const NumberType& type) {
  if (type.kind == NumberType::floating) return H5T_NATIVE_DOUBLE;
  return type.kind == NumberType::natural ? H5T_NATIVE_UINT64 : H5T_NATIVE_INT64;
}

/// Trailing zeros and spaces only fill a text of fixed length.
std::string trimmed(const char* text, std::size_t size) {
  std::string out(text, size);
  out.resize(std::min(out.find('\0'), out.size()));
  out.resize(out.find_last_not_of(' ') + 1);
  return out;
}

std::vector<std::string> read_fixed(const Hdf5DataSet& data, hid_t type, std::size_t count) {
  const std::size_t size = H5Tget_size(type);
  if (size > kMostTextBytes / std::max<std::size_t>(count, 1)) {
    throw Hdf5Refusal{fmt::format("it claims {} texts of {} bytes, {} MB of text are the limit",
                                  count, size, kMostTextBytes >> 20),
                      ""};
  }
  expect_in_file(data, count * size);
  std::vector<char> buffer(count * size);
  read(data, type, buffer.data());
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(trimmed(&buffer[i * size], size));
  return all;
}

/// Memory for texts of varying length: many may lie in the same place of a small file.
struct TextMemory {
  std::size_t left = kMostTextBytes;
  bool is_exhausted = false;

  static void* take(std::size_t size, void* self) {
    auto& memory = *static_cast<TextMemory*>(self);
    memory.is_exhausted |= size > memory.left;
    if (memory.is_exhausted) return nullptr;
    memory.left -= size;
    return std::malloc(size);
  }
  static void give_back(void* memory, void*) { std::free(memory); }
};

std::vector<std::string> read_varying(const Hdf5DataSet& data, hid_t type, std::size_t count) {
  expect_in_file(data, count * sizeof(hvl_t));
  TextMemory memory;
  const Hdf5Id transfer(H5Pcreate(H5P_DATASET_XFER)), space(H5Dget_space(data.id.get()));
  H5Pset_vlen_mem_manager(transfer.get(), TextMemory::take, &memory, TextMemory::give_back,
                          &memory);
  std::vector<char*> pointers(count, nullptr);
  const auto release = [&](char** texts) {
    H5Dvlen_reclaim(type, space.get(), transfer.get(), texts);
  };
  const std::unique_ptr<char*, decltype(release)> owned(pointers.data(), release);
  const herr_t status =
      H5Dread(data.id.get(), type, H5S_ALL, H5S_ALL, transfer.get(), pointers.data());
  if (memory.is_exhausted) {
    throw Hdf5Refusal{fmt::format("its texts are longer than {} MB together", kMostTextBytes >> 20),
                      ""};
  }
  if (status < 0) throw Hdf5Refusal{hdf5_error(), "fetch the file again"};
  std::vector<std::string> all;
  for (const char* text : pointers) all.emplace_back(text ? text : "");
  return all;
}

}  // namespace

WithinFile::WithinFile() : access_(H5Pcreate(H5P_DATASET_ACCESS)) {
  H5Pset_elink_cb(access_.get(), refuse_link, &other_file_);
}

bool Hdf5DataSet::holds_numbers() const {
  const Hdf5Lock lock;
  return is_hdf5_number(Hdf5Id(H5Dget_type(id.get())).get());
}

std::string Hdf5DataSet::kind() const {
  return fmt::format("{} [{}]", type, fmt::join(shape, ", "));
}

Hdf5DataSet open_data_set(Hdf5Handle location, const std::string& name) {
  const Hdf5Lock lock;
  const WithinFile within;
  Hdf5Id id(H5Dopen2(location, name.c_str(), within.access()));
  if (!within.other_file().empty()) {
    throw Hdf5Refusal{
        fmt::format("it is a link to another file, {}, which is not followed", within.other_file()),
        kOneFile};
  }
  if (!id) throw Hdf5Refusal{hdf5_error(), ""};
  return describe_data_set(std::move(id));
}

Hdf5DataSet describe_data_set(Hdf5Id id) {
  const Hdf5Lock lock;
  expect_own_values(id.get());
  Hdf5DataSet data;
  data.type = hdf5_type_name(Hdf5Id(H5Dget_type(id.get())).get());
  data.shape = shape_of(id.get());
  data.id = std::move(id);
  return data;
}

StoredNumbers read_numbers(const Hdf5DataSet& data) {
  const Hdf5Lock lock;
  const Hdf5Id type(H5Dget_type(data.id.get()));
  const std::size_t count = count_of(data, kMostNumbers, "numbers");
  expect_in_file(data, count * H5Tget_size(type.get()));
  const auto as_stored = hdf5_number_type(type.get());
  const NumberType wanted = as_stored ? *as_stored : converted_type(type.get());
  const auto bytes = std::make_shared<std::vector<char>>(count * wanted.width);
  read(data, as_stored ? type.get() : memory_type(wanted), bytes->data());
  return {wanted, bytes->data(), count, bytes};
}

void read_rows(const Hdf5DataSet& data, std::int64_t first, std::int64_t count, float* out) {
  const Hdf5Lock lock;
  const Hdf5Id space(H5Dget_space(data.id.get()));
  const hsize_t start[] = {static_cast<hsize_t>(first), 0};
  const hsize_t size[] = {static_cast<hsize_t>(count), static_cast<hsize_t>(data.shape[1])};
  const Hdf5Id memory(H5Screate_simple(2, size, nullptr));
  if (H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start, nullptr, size, nullptr) < 0 ||
      H5Dread(data.id.get(), H5T_NATIVE_FLOAT, memory.get(), space.get(), H5P_DEFAULT, out) < 0) {
    throw Hdf5Refusal{"rows " + std::to_string(first) + " and on cannot be read: " + hdf5_error(),
                      "fetch the file again"};
  }
}

std::vector<std::string> read_texts(const Hdf5DataSet& data) {
  const Hdf5Lock lock;
  const Hdf5Id type(H5Dget_type(data.id.get()));
  const std::size_t count = count_of(data, kMostTexts, "texts");
  return H5Tis_variable_str(type.get()) > 0 ? read_varying(data, type.get(), count)
                                            : read_fixed(data, type.get(), count);
}

std::vector<std::uint64_t> read_references(const Hdf5DataSet& data) {
  static_assert(sizeof(hobj_ref_t) == sizeof(std::uint64_t));
  const Hdf5Lock lock;
  const std::size_t count = count_of(data, kMostTexts, "references");
  expect_in_file(data, count * sizeof(hobj_ref_t));
  std::vector<std::uint64_t> references(count);
  read(data, H5T_STD_REF_OBJ, references.data());
  return references;
}

std::int64_t chunk_bytes(const Hdf5DataSet& data) {
  const Hdf5Lock lock;
  const Hdf5Id plan(H5Dget_create_plist(data.id.get())), type(H5Dget_type(data.id.get()));
  if (H5Pget_layout(plan.get()) != H5D_CHUNKED) return 0;
  std::array<hsize_t, H5S_MAX_RANK> chunk{};
  const int rank = H5Pget_chunk(plan.get(), H5S_MAX_RANK, chunk.data());
  auto bytes = static_cast<std::int64_t>(H5Tget_size(type.get()));
  for (int i = 0; i < rank; ++i) {
    const auto length = static_cast<std::int64_t>(chunk[static_cast<std::size_t>(i)]);
    if (__builtin_mul_overflow(bytes, length, &bytes)) return INT64_MAX;
  }
  return bytes;
}

}  // namespace zeroth::formats
