#pragma once

#include <zeroth/api.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace zeroth {

// For calls that take long. None of it needs LibTorch.  [since SDK 1.1]

/// Says how far `work` ("the optimum of the world") has come inside a call; who waits is shown it
/// when it takes more than a second. Here a request to stop is answered: by an exception, which has
/// to leave the call. Say it several times a second, on the thread that was called.
ZEROTH_API void say_progress(const std::string& work, std::int64_t done, std::int64_t total);

/// `piece(first, end)` for stretches of [0,count), each of at least `grain` but for the last, on
/// the threads of the run. The stretches depend on their number: what is computed must not.
ZEROTH_API void in_parallel(std::int64_t count, std::int64_t grain,
                            const std::function<void(std::int64_t, std::int64_t)>& piece);

/// Room for a matrix [rows,columns] of as many rows as a data set has, whose numbers are not set
/// yet: that of empty_rows(), which for a large one may lie in a file.
/// Throws where there is no room for it.
ZEROTH_API std::shared_ptr<float> room_for_rows(std::int64_t rows, std::int64_t columns);

/// A row-major matrix of somebody else.
struct MatrixView {
  const float* data;
  std::int64_t rows, columns;
};
/// The product of every row of `a` [n,k] with every row of `b` [m,k], on the threads of the run.
/// @param products [n,m], overwritten; their last bits depend on threads and processor
ZEROTH_API void multiply_rows(const MatrixView& a, const MatrixView& b, float* products);

}  // namespace zeroth
