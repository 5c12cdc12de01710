#pragma once

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace zeroth {

/// A small generator with the same numbers on every machine, which the distributions of the
/// standard library do not promise: splitmix64, uniforms from its upper 53 bits, normals by
/// Box-Muller.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t x = state_ += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  }

  /// As if `numbers` had been drawn, at once. A normal takes two.  [since SDK 1.1]
  void skip(std::uint64_t numbers) { state_ += numbers * 0x9e3779b97f4a7c15ULL; }

  /// In [0,1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  double normal() {
    constexpr double kTwoPi = 6.283185307179586;
    // One after the other: within one expression the compiler would choose which is drawn first.
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    const double angle = kTwoPi * uniform();
    return radius * std::cos(angle);
  }

  template <class T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[next() % i]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace zeroth
