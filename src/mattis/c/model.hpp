// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/c/structs.hpp>
#include <mattis/core/scratch.hpp>
#include <mattis/models/dense.hpp>

namespace mattis::c {

/// \throws Refusal or Error for a model that is none
inline Dense read_model(mattis_model const* given) {
  auto const model = read_struct("model", given);
  expect(model.condensed >= 0, "model.condensed", "at least 0", model.condensed);
  if (model.condensed > 0) expect_pointer("model.a", model.a);
  Dense read{.n = or_default(model.n, 1), .alpha = model.alpha, .g = model.g};
  read.a.assign(model.a, model.a + model.condensed);
  if (model.ic_noise_given != 0) read.ic_noise = model.ic_noise;
  return read;
}

/// Whose memory a simulation or a solution works in.
template <class Options>
Scratch<Exec> given_scratch(Options const& options) {
  bool const own = options.scratch == nullptr && options.scratch_bytes == 0;
  return own ? Scratch<Exec>() : Scratch<Exec>(options.scratch, options.scratch_bytes);
}

/// An extent of a caller's array. \throws Error for another than `expected`
inline void expect_extent(std::string const& name, std::int64_t extent, std::int64_t expected) {
  expect(extent == expected, name, to_text(expected), extent);
}

/// Copies a result to where the caller wants it, if it does.
template <class View>
void copy_to(View const& from, double* to) {
  if (to != nullptr) std::copy_n(from.data(), from.size(), to);
}

}  // namespace mattis::c
