#include "host/tensors/safetensors.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <fmt/format.h>
#include <zeroth/formats/atomic_file.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

#include "host/base/json.h"
#include "host/base/problem.h"
#include "host/base/read_failure.h"
#include "host/tensors/safetensors_checksum.h"

namespace zeroth::host {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestHeader = 16u << 20;
constexpr std::size_t kMostDimensions = 64;  // as many as LibTorch computes with
// The other lengths of a tensor that has one of 0.
constexpr std::uint64_t kLargestEmpty = 1u << 30;

struct TypeName {
  at::ScalarType type;
  const char* name;
};
constexpr TypeName kTypes[] = {{at::kFloat, "F32"}, {at::kDouble, "F64"}, {at::kLong, "I64"},
                               {at::kByte, "U8"},   {at::kHalf, "F16"},   {at::kBFloat16, "BF16"},
                               {at::kInt, "I32"},   {at::kShort, "I16"},  {at::kChar, "I8"},
                               {at::kBool, "BOOL"}};

const char* name_of(at::ScalarType type) {
  for (const TypeName& one : kTypes) {
    if (one.type == type) return one.name;
  }
  throw Failure(Exit::internal, {"a tensor of this type cannot be saved", "", {}, ""});
}

[[noreturn]] void damaged(const fs::path& file, const std::string& why) {
  throw Failure(Exit::bad_data,
                {"the tensor file is damaged",
                 file.string(),
                 {why},
                 "put an earlier copy in its place, or start the run again with `zeroth run`"});
}

/// The bytes of `file` that come next; `cut` says what it means when they are not there.
void read_bytes(std::ifstream& stream, void* bytes, std::uint64_t count, const fs::path& file,
                const char* cut) {
  stream.read(static_cast<char*>(bytes), static_cast<std::streamsize>(count));
  expect_readable(stream, file.string());
  if (!stream) damaged(file, cut);
}

at::ScalarType type_of(const std::string& name, const fs::path& file) {
  for (const TypeName& one : kTypes) {
    if (one.name == name) return one.type;
  }
  damaged(file, fmt::format("it holds a tensor of unknown type \"{}\"", name));
}

std::vector<at::Tensor> flat_tensors(const NamedTensors& tensors) {
  std::vector<at::Tensor> flat;
  for (const NamedTensor& one : tensors) flat.push_back(one.tensor.detach().cpu().contiguous());
  return flat;
}

/// Padded to eight bytes, which keeps the data aligned.
std::string header_of(const TensorFile& content) {
  Json tensors = Json::object();
  std::uint64_t offset = 0;
  for (const NamedTensor& one : content.tensors) {
    const std::uint64_t end = offset + one.tensor.nbytes();
    tensors[one.name] = {{"dtype", name_of(one.tensor.scalar_type())},
                         {"shape", one.tensor.sizes().vec()},
                         {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string header = SafetensorsChecksum::beginning();
  for (const auto& [name, text] : content.metadata) {
    header += fmt::format(",{}:{}", Json(name).dump(), Json(text).dump());
  }
  header += "}";
  for (const auto& [name, entry] : tensors.items()) {
    header += fmt::format(",{}:{}", Json(name).dump(), entry.dump());
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  return header;
}

/// What the header says of one tensor.
struct Entry {
  std::string name;
  at::ScalarType type;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0, end = 0;  // in the body
};

std::int64_t whole(const Json& number, const std::string& name, const fs::path& file) {
  if (number.is_number_integer() && number.get<std::int64_t>() >= 0) {
    return number.get<std::int64_t>();
  }
  damaged(file, fmt::format("tensor \"{}\" has a length or a place that is no whole number", name));
}

/// Elements of that shape, when there are no more than `most`.
std::uint64_t elements(const Entry& entry, std::uint64_t most, const fs::path& file) {
  const auto too_large = [&] {
    damaged(file, fmt::format("tensor \"{}\" is larger than the file", entry.name));
  };
  if (entry.shape.size() > kMostDimensions) too_large();
  const bool empty = std::count(entry.shape.begin(), entry.shape.end(), 0) > 0;
  const std::uint64_t limit = empty ? kLargestEmpty : most;
  std::uint64_t count = 1;
  for (const auto length : entry.shape) {
    if (length == 0) continue;
    if (count > limit / static_cast<std::uint64_t>(length)) too_large();
    count *= static_cast<std::uint64_t>(length);
  }
  return empty ? 0 : count;
}

Entry read_entry(const std::string& name, const Json& json, std::uint64_t body,
                 const fs::path& file) {
  Entry entry{name, type_of(json.at("dtype").get<std::string>(), file), {}, 0, 0};
  for (const Json& length : json.at("shape")) entry.shape.push_back(whole(length, name, file));
  entry.begin = static_cast<std::uint64_t>(whole(json.at("data_offsets").at(0), name, file));
  entry.end = static_cast<std::uint64_t>(whole(json.at("data_offsets").at(1), name, file));
  const std::uint64_t size = elements(entry, body, file) * c10::elementSize(entry.type);
  if (entry.end > body || entry.end < entry.begin || entry.end - entry.begin != size) {
    damaged(file, fmt::format("tensor \"{}\" does not fit its place in the file", name));
  }
  return entry;
}

/// The entries as their tensors lie in the body, which the format fills without gap and overlap.
std::vector<Entry> entries_of(const Json& header, std::uint64_t body, const fs::path& file) {
  std::vector<Entry> entries;
  for (const auto& [name, json] : header.items()) {
    if (name != "__metadata__") entries.push_back(read_entry(name, json, body, file));
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::uint64_t next = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != next) {
      damaged(file, fmt::format("tensor \"{}\" does not fit its place in the file", entry.name));
    }
    next = entry.end;
  }
  if (next != body) damaged(file, "it holds more than its header says");
  return entries;
}

/// A bool that is neither 0 nor 1 is none.
bool are_bools(const at::Tensor& tensor) {
  const auto* bytes = static_cast<const unsigned char*>(tensor.data_ptr());
  return std::all_of(bytes, bytes + tensor.nbytes(), [](unsigned char byte) { return byte <= 1; });
}

at::Tensor read_tensor(const Entry& entry, std::ifstream& stream, const fs::path& file) {
  at::Tensor tensor = at::empty(entry.shape, entry.type);
  read_bytes(stream, tensor.data_ptr(), entry.end - entry.begin, file, "it ends early");
  if (entry.type == at::kBool && !are_bools(tensor)) {
    damaged(file, fmt::format("tensor \"{}\" holds what is no truth value", entry.name));
  }
  return tensor;
}

std::ifstream open(const fs::path& file) {
  std::error_code error;
  const bool regular = fs::is_regular_file(file, error);
  if (!regular && fs::exists(file, error)) damaged(file, "it is not a regular file");
  std::ifstream stream(file, std::ios::binary);
  if (stream) return stream;
  throw Failure(Exit::no_input,
                {"cannot open the tensor file", file.string(), {std::strerror(errno)}, ""});
}

std::string read_header(std::ifstream& stream, std::uint64_t file_size, const fs::path& file) {
  constexpr const char* kCut = "its header is cut short";
  std::uint64_t length = 0;
  read_bytes(stream, &length, sizeof(length), file, kCut);
  if (length > kLargestHeader || length + sizeof(length) > file_size) damaged(file, kCut);
  std::string text(length, '\0');
  read_bytes(stream, text.data(), length, file, kCut);
  return text;
}

Json parsed(const std::string& header, const fs::path& file) {
  Json json = Json::parse(header, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) damaged(file, "its header is not JSON");
  return json;
}

void check(const SafetensorsChecksum& sum, Checksum wanted, const fs::path& file) {
  if (!sum.present()) {
    if (wanted == Checksum::optional) return;
    damaged(file,
            "it carries no checksum: it was changed, or written by another program or an earlier "
            "version");
  }
  if (sum.carried() != sum.computed()) {
    damaged(file, "its checksum is not that of its content: some of it was changed");
  }
}

}  // namespace

void write_safetensors(const fs::path& file, const TensorFile& content) {
  const std::vector<at::Tensor> tensors = flat_tensors(content.tensors);
  SafetensorsChecksum sum(header_of(content));
  for (const at::Tensor& one : tensors) sum.add(one.data_ptr(), one.nbytes());
  const std::string header = sum.sealed();
  const std::uint64_t length = header.size();
  formats::AtomicFile out(file);
  out.write(&length, sizeof(length));
  out.write(header.data(), header.size());
  for (const at::Tensor& one : tensors) out.write(one.data_ptr(), one.nbytes());
  out.commit();
}

TensorFile read_safetensors(const fs::path& file, Checksum checksum) {
  std::ifstream stream = open(file);
  const std::uint64_t file_size = fs::file_size(file);
  const std::string header = read_header(stream, file_size, file);
  SafetensorsChecksum sum(header);
  TensorFile content;
  try {
    const Json json = parsed(header, file);
    if (json.contains("__metadata__")) {
      content.metadata = json.at("__metadata__").get<std::map<std::string, std::string>>();
      content.metadata.erase(SafetensorsChecksum::kKey);
    }
    const auto body = file_size - sizeof(std::uint64_t) - header.size();
    for (const Entry& entry : entries_of(json, body, file)) {
      content.tensors.push_back({entry.name, read_tensor(entry, stream, file)});
      sum.add(content.tensors.back().tensor.data_ptr(), entry.end - entry.begin);
    }
  } catch (const Json::exception& error) {
    damaged(file, error.what());
  }
  check(sum, checksum, file);
  return content;
}

}  // namespace zeroth::host
