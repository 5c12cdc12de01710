#include <hdf5.h>
#include <zeroth/formats/hdf5_handle.h>

#include <type_traits>

namespace zeroth::formats {
namespace {

static_assert(std::is_same_v<hid_t, Hdf5Handle>);

std::recursive_mutex& hdf5_mutex() {
  static std::recursive_mutex mutex;
  // At its end a process would otherwise crash over a file that could not be written. Everything is
  // closed by its owner anyway.
  static const herr_t once = H5dont_atexit();
  static_cast<void>(once);
  return mutex;
}

/// The system's own words where HDF5 quotes them amid much else.
std::string essence(const std::string& text) {
  static const std::string kQuote = "error message = '";
  const auto begin = text.find(kQuote);
  if (begin == std::string::npos) return "HDF5 says: " + text.substr(0, text.find('\n'));
  const auto end = text.find('\'', begin + kQuote.size());
  return text.substr(begin + kQuote.size(), end - begin - kQuote.size());
}

}  // namespace

Hdf5Lock::Hdf5Lock() : guard_(hdf5_mutex()) { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Hdf5Id::~Hdf5Id() {
  if (id_ < 0) return;
  const Hdf5Lock lock;
  H5Idec_ref(id_);
}

std::string hdf5_error() {
  std::string text;
  const auto keep_innermost = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
    *static_cast<std::string*>(out) = error->desc ? error->desc : "";
    return 1;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &text);
  return text.empty() ? "it is damaged" : essence(text);
}

}  // namespace zeroth::formats
