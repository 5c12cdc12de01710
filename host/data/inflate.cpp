#include "host/data/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace zeroth::host {
namespace {

constexpr std::size_t kPiece = 1u << 20;

/// zlib counts in unsigned int.
uInt piece_of(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

}  // namespace

std::string inflate(const char* data, std::size_t size, std::size_t most) {
  z_stream stream{};
  std::string result;
  if (inflateInit(&stream) != Z_OK) return result;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data));  // zlib only reads it
  stream.avail_in = piece_of(size);
  // In pieces: what is asked for may be far more than there is.
  for (int state = Z_OK; state == Z_OK && result.size() < most;) {
    const std::size_t before = result.size();
    result.resize(std::min(most, before + kPiece));
    stream.next_out = reinterpret_cast<Bytef*>(result.data() + before);
    stream.avail_out = piece_of(result.size() - before);
    state = ::inflate(&stream, Z_NO_FLUSH);
    result.resize(result.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  return result;
}

}  // namespace zeroth::host
