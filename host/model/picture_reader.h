#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "host/extract/backbone.h"
#include "host/extract/image_list.h"
#include "host/model/loaded_model.h"

namespace zeroth::host {

struct BrokenPicture {
  std::string name, why;
};

/// What became of some pictures.
struct ReadPictures {
  std::vector<std::int64_t> good;  ///< numbers in the list of those that could be read
  at::Tensor scores;               ///< [good,C]; undefined where none could
  std::vector<BrokenPicture> broken;
};

constexpr std::int64_t kPicturesAtOnce = 16;

/// Pictures as a model reads them: by the network that made the features which it learned from.
/// Its pipeline names that in the block "pictures".
class PictureReader {
 public:
  /// @param backbone  where the network's file is now; empty: where the pipeline says.
  /// @throws Failure(usage) where the pipeline names none, Failure(no_input) where the file is
  /// missing, Failure(bad_data) where it is another network, by its hash or by what it yields.
  PictureReader(const LoadedModel& model, const std::string& backbone);

  /// Of pictures `first` to `first + count` of the list.
  /// @throws Failure(bad_data) where the network yields numbers that are not finite.
  ReadPictures read(const ImageList& list, std::int64_t first, std::int64_t count);

  /// Of one picture, the bytes of its file: a row [1,D], or an image [1,R,M] with regions of unit
  /// norm. Undefined, with what is wrong with it, where it cannot be read.
  /// @throws Failure as `read`.
  at::Tensor samples(const std::string& bytes, std::string& damage);

 private:
  at::Tensor samples_of(const at::Tensor& pictures, const std::vector<std::string>& names);

  const LoadedModel& model_;
  std::int64_t size_;  ///< side of an image
  Backbone backbone_;
};

}  // namespace zeroth::host
