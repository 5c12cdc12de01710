#include <zeroth/formats/inflate.h>
#include <zlib.h>

#include <algorithm>
#include <limits>

namespace zeroth::formats {
namespace {

constexpr std::size_t kPiece = 1u << 20;

/// zlib counts in unsigned int.
uInt piece_of(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

class Inflater {
 public:
  Inflater(const char* data, std::size_t size) : rest_(size) {
    if (inflateInit(&stream_) != Z_OK) state_ = Z_MEM_ERROR;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data));  // zlib only reads it
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool has_ended() const { return state_ == Z_STREAM_END; }

  /// Appends up to `most` bytes; stops where the stream ends or is damaged.
  void append(std::string& result, std::size_t most) {
    const std::size_t wanted = result.size() + most;
    // In pieces: what is asked for may be far more than there is.
    while (state_ == Z_OK && result.size() < wanted) {
      const std::size_t before = result.size();
      result.resize(std::min(wanted, before + kPiece));
      stream_.next_out = reinterpret_cast<Bytef*>(result.data() + before);
      stream_.avail_out = piece_of(result.size() - before);
      step();
      result.resize(result.size() - stream_.avail_out);
    }
  }

 private:
  void step() {
    stream_.avail_in = piece_of(rest_);
    const uInt given = stream_.avail_in;
    state_ = ::inflate(&stream_, Z_NO_FLUSH);
    rest_ -= given - stream_.avail_in;
  }

  z_stream stream_{};
  std::size_t rest_;
  int state_ = Z_OK;
};

}  // namespace

std::string inflate(const char* data, std::size_t size, std::size_t most) {
  std::string result;
  Inflater(data, size).append(result, most);
  return result;
}

std::optional<std::string> inflate_whole(const char* data, std::size_t size, std::size_t length) {
  if (length / kLargestRatio > size) return std::nullopt;
  std::string result;
  result.reserve(length + 1);
  Inflater inflater(data, size);
  // One byte more than there should be: only so zlib comes to the checksum at the end.
  inflater.append(result, length + 1);
  if (!inflater.has_ended() || result.size() != length) return std::nullopt;
  return result;
}

}  // namespace zeroth::formats
