// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace mattis::test {

/// Whether this is a build with the address sanitizer, where vectorized work takes many times as
/// long: sizes that no check depends on, or whose bounds follow from them, are chosen by it.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool under_sanitizer = true;
#else
inline constexpr bool under_sanitizer = false;
#endif

/// A size, smaller under the sanitizer.
constexpr int affordable(int plain, int sanitized) { return under_sanitizer ? sanitized : plain; }

}  // namespace mattis::test
