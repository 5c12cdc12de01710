#pragma once

#include <zeroth/api.h>

#include <stdexcept>
#include <string>

namespace zeroth {

/// What a plugin throws when it cannot go on. The text says what is wrong, with the values in it;
/// the host adds where (plugin, call, place in the pipeline).
class ZEROTH_API Error : public std::runtime_error {
 public:
  explicit Error(const std::string& what);
  ~Error() override;
};

}  // namespace zeroth
