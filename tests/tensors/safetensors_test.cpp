#include "host/tensors/safetensors.h"

#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/support/files.h"
#include "tests/support/messages.h"
#include "tests/support/tensors.h"

using namespace zeroth::host;
using zeroth::TensorMap;

namespace {

TensorFile example() {
  return {{{"a", normal({2, 3}, 1)},
           {"b", at::tensor({1, 2}, at::kLong)},
           {"c", at::empty({0}, at::kFloat)}},
          {{"record", "text"}}};
}

/// A file as another program writes it.
std::string foreign(const std::string& header, const std::string& body) {
  const std::uint64_t length = header.size();
  return std::string(reinterpret_cast<const char*>(&length), sizeof(length)) + header + body;
}

}  // namespace

TEST_CASE("safetensors: written and read back") {
  const Folder folder;
  write_safetensors(folder / "x.safetensors", example());
  const TensorFile back = read_safetensors(folder / "x.safetensors");
  CHECK(back.metadata.at("record") == "text");
  REQUIRE(back.tensors.size() == 3);
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(back.tensors[i].tensor.equal(example().tensors[i].tensor));
}

TEST_CASE("safetensors: every type comes back") {
  const Folder folder;
  TensorFile file;
  for (const at::ScalarType type : {at::kFloat, at::kDouble, at::kHalf, at::kBFloat16, at::kLong,
                                    at::kInt, at::kShort, at::kChar, at::kByte, at::kBool}) {
    file.tensors.push_back({c10::toString(type), whole(7, 2, 1).to(type)});
  }
  write_safetensors(folder / "x", file);
  const TensorFile back = read_safetensors(folder / "x");
  const TensorMap back_by_name(back.tensors);
  for (const auto& [name, tensor] : file.tensors) {
    const at::Tensor& read = back_by_name[name];
    CHECK((read.scalar_type() == tensor.scalar_type()));
    CHECK(read.equal(tensor));
  }
}

TEST_CASE("safetensors: any flipped bit is refused") {
  const Folder folder;
  write_safetensors(folder / "x", example());
  const std::string bytes = content_of(folder / "x");
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string wild = bytes;
    wild[bit / 8] = static_cast<char>(wild[bit / 8] ^ (1 << bit % 8));
    CAPTURE(bit);
    CHECK(exit_of([&] { read_safetensors(folder.write("wild", wild)); }) == Exit::bad_data);
  }
  std::string wild = bytes;
  wild.back() = static_cast<char>(wild.back() ^ 1);
  const std::string file = folder.write("wild", wild);
  CHECK(message_of([&] { read_safetensors(file); }) ==
        "error: the tensor file is damaged\n  where  " + file +
            "\n  why    its checksum is not that of its content: some of it was changed\n"
            "  fix    put an earlier copy in its place, or start the run again with `zeroth run`");
}

TEST_CASE("safetensors: a file of another program is read where that is asked for") {
  const Folder folder;
  const std::string body("\x01\x02\x03\0\0\0\x04\0\0\0", 10);
  const std::string file =
      folder.write("foreign", foreign(R"({"b":{"dtype":"I32","shape":[2],"data_offsets":[2,10]},)"
                                      R"("a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})",
                                      body));
  const TensorFile read = read_safetensors(file, Checksum::optional);
  CHECK(TensorMap(read.tensors)["a"].equal(at::tensor({1, 2}, at::kByte)));
  CHECK(TensorMap(read.tensors)["b"].equal(at::tensor({3, 4}, at::kInt)));
  CHECK(
      message_of([&] { read_safetensors(file); }) ==
      "error: the tensor file is damaged\n  where  " + file +
          "\n  why    it carries no checksum: it was changed, or written by another program or an "
          "earlier version\n"
          "  fix    put an earlier copy in its place, or start the run again with `zeroth run`");
}

TEST_CASE("safetensors: headers that cannot be true are refused") {
  const Folder folder;
  const auto why = [&](const std::string& entry, std::size_t bytes) {
    const std::string file =
        folder.write("odd", foreign(R"({"a":)" + entry + "}", std::string(bytes, '\2')));
    const std::string message = message_of([&] { read_safetensors(file, Checksum::optional); });
    CHECK(exit_of([&] { read_safetensors(file, Checksum::optional); }) == Exit::bad_data);
    const auto begin = message.find("why    ") + 7;
    return message.substr(begin, message.find("\n  fix") - begin);
  };
  const std::string large = "tensor \"a\" is larger than the file";
  const std::string odd = "tensor \"a\" has a length or a place that is no whole number";
  CHECK(why(R"({"dtype":"U8","shape":[0,4611686018427387904,4],"data_offsets":[0,0]})", 0) ==
        large);
  CHECK(why(R"({"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]})", 0) == large);
  CHECK(why(R"({"dtype":"U8","shape":[-1],"data_offsets":[0,1]})", 1) == odd);
  CHECK(why(R"({"dtype":"U8","shape":[1.5],"data_offsets":[0,1]})", 1) == odd);
  CHECK(why(R"({"dtype":"U8","shape":[1],"data_offsets":[-1,0]})", 1) == odd);
  CHECK(why(R"({"dtype":"U8","shape":[1],"data_offsets":[0,1]})", 2) ==
        "it holds more than its header says");
  CHECK(why(R"({"dtype":"BOOL","shape":[1],"data_offsets":[0,1]})", 1) ==
        "tensor \"a\" holds what is no truth value");
}

TEST_CASE("safetensors: every truncation and many flipped bytes are refused or harmless") {
  const Folder folder;
  write_safetensors(folder / "x", example());
  std::ifstream stream(folder / "x", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)),
                          std::istreambuf_iterator<char>());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK(exit_of([&] { read_safetensors(folder.write("cut", bytes.substr(0, size))); }) ==
          Exit::bad_data);
  }
  for (std::size_t at = 0; at < 300 && at < bytes.size(); ++at) {
    std::string wild = bytes;
    wild[at] = static_cast<char>(wild[at] ^ 0x15);
    const std::string file = folder.write("wild", wild);
    const Exit exit = exit_of([&] { read_safetensors(file, Checksum::optional); });
    CHECK((exit == Exit::ok || exit == Exit::bad_data));
  }
  CHECK(exit_of([&] { read_safetensors(folder / "absent"); }) == Exit::no_input);
}
