// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/tuning/entry.hpp>
#include <mattis/tuning/measure.hpp>
#include <mattis/tuning/subjects.hpp>

namespace mattis::tuning {

/// A variant is chosen where it saves at least this much, as far as 95 % of its rounds tell.
inline constexpr double worth_choosing = 0.02;

/// Compares the bits of all variants that have those of the first, times them and chooses. With
/// `reassociate` also from those whose results differ within the kernel's error bound.
/// \throws Error naming a variant that is marked same_bits and has other bits than the first: a
/// fault of the library
Entry tune(Subject const& subject, Machine const& machine, Limits const& limits,
           bool reassociate = false);

}  // namespace mattis::tuning
