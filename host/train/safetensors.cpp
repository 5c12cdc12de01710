#include "host/train/safetensors.h"

#include <ATen/ops/empty.h>
#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <fstream>

#include "host/base/atomic_file.h"
#include "host/base/json.h"
#include "host/base/problem.h"

namespace zeroth::host {
namespace {

constexpr std::uint64_t kLargestHeader = 16u << 20;

struct TypeName {
  at::ScalarType type;
  const char* name;
};
constexpr TypeName kTypes[] = {{at::kFloat, "F32"},
                               {at::kDouble, "F64"},
                               {at::kHalf, "F16"},
                               {at::kLong, "I64"},
                               {at::kByte, "U8"}};

const char* name_of(at::ScalarType type) {
  for (const TypeName& one : kTypes) {
    if (one.type == type) return one.name;
  }
  throw Failure(Exit::internal, {"a tensor of this type cannot be saved", "", {}, ""});
}

[[noreturn]] void damaged(const std::filesystem::path& file, const std::string& why) {
  throw Failure(Exit::bad_data, {"the tensor file is damaged",
                                 file.string(),
                                 {why},
                                 "use an earlier copy, or start the run again"});
}

at::ScalarType type_of(const std::string& name, const std::filesystem::path& file) {
  for (const TypeName& one : kTypes) {
    if (one.name == name) return one.type;
  }
  damaged(file, fmt::format("it holds a tensor of unknown type \"{}\"", name));
}

Json header_of(const TensorFile& content) {
  Json header = Json::object();
  if (!content.metadata.empty()) header["__metadata__"] = content.metadata;
  std::uint64_t offset = 0;
  for (const NamedTensor& one : content.tensors) {
    const std::uint64_t end = offset + one.tensor.nbytes();
    header[one.name] = {{"dtype", name_of(one.tensor.scalar_type())},
                        {"shape", one.tensor.sizes().vec()},
                        {"data_offsets", {offset, end}}};
    offset = end;
  }
  return header;
}

/// The body of a file that is being read.
struct Body {
  const std::filesystem::path& file;
  std::ifstream& stream;
  std::uint64_t size;
  std::uint64_t next = 0;  // the format allows no gap and no overlap
};

at::Tensor read_tensor(const std::string& name, const Json& entry, Body& body) {
  const auto shape = entry.at("shape").get<std::vector<std::int64_t>>();
  const auto begin = entry.at("data_offsets").at(0).get<std::uint64_t>();
  const auto end = entry.at("data_offsets").at(1).get<std::uint64_t>();
  std::uint64_t count = 1;
  for (const auto length : shape) {
    if (length < 0 || (length > 0 && count > body.size / static_cast<std::uint64_t>(length))) {
      damaged(body.file, fmt::format("tensor \"{}\" is larger than the file", name));
    }
    count *= static_cast<std::uint64_t>(length);
  }
  const at::ScalarType type = type_of(entry.at("dtype").get<std::string>(), body.file);
  if (begin != body.next || end > body.size || end < begin ||
      end - begin != count * c10::elementSize(type)) {
    damaged(body.file, fmt::format("tensor \"{}\" does not fit its place in the file", name));
  }
  at::Tensor tensor = at::empty(shape, type);
  body.stream.read(static_cast<char*>(tensor.data_ptr()),
                   static_cast<std::streamsize>(end - begin));
  if (!body.stream) damaged(body.file, "it ends early");
  body.next = end;
  return tensor;
}

Json read_header(std::ifstream& stream, std::uint64_t file_size,
                 const std::filesystem::path& file) {
  std::uint64_t length = 0;
  stream.read(reinterpret_cast<char*>(&length), sizeof(length));
  if (!stream || length > kLargestHeader || length + sizeof(length) > file_size) {
    damaged(file, "its header is cut short");
  }
  std::string text(length, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(length));
  Json header = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!stream || !header.is_object()) damaged(file, "its header is not JSON");
  return header;
}

}  // namespace

void write_safetensors(const std::filesystem::path& file, const TensorFile& content) {
  std::string header = header_of(content).dump();
  header.resize((header.size() + 7) / 8 * 8, ' ');  // keeps the data aligned
  const std::uint64_t length = header.size();
  AtomicFile out(file);
  out.write(&length, sizeof(length));
  out.write(header.data(), header.size());
  for (const NamedTensor& one : content.tensors) {
    const at::Tensor flat = one.tensor.detach().cpu().contiguous();
    out.write(flat.data_ptr(), flat.nbytes());
  }
  out.commit();
}

TensorFile read_safetensors(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw Failure(Exit::no_input,
                  {"cannot open the tensor file", file.string(), {std::strerror(errno)}, ""});
  }
  const std::uint64_t file_size = std::filesystem::file_size(file);
  const Json header = read_header(stream, file_size, file);
  TensorFile content;
  Body body{file, stream, file_size - static_cast<std::uint64_t>(stream.tellg())};
  try {
    for (const auto& [name, entry] : header.items()) {
      if (name == "__metadata__") {
        content.metadata = entry.get<std::map<std::string, std::string>>();
      } else {
        content.tensors.push_back({name, read_tensor(name, entry, body)});
      }
    }
  } catch (const Json::exception& error) {
    damaged(file, error.what());
  }
  if (body.next != body.size) damaged(file, "it holds more than its header says");
  return content;
}

}  // namespace zeroth::host
