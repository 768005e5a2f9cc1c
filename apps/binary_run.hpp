// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "binary_options.hpp"
#include "drawn_run.hpp"

namespace mattis::command {

/// A binary command, once its options are as they shall be (drawn_run.hpp).
template <class Options, class Compute, class Write, class Print>
void run_binary(Computation const& computation, Options& options, Compute const& compute,
                Write const& write, Print const& print) {
  auto const origin = [&](auto const& exec) { return binary_provenance(exec, options.how); };
  run_and_draw(computation, options, origin, compute, write, print);
}

}  // namespace mattis::command
