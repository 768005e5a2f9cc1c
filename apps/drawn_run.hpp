// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "computation.hpp"
#include "figure.hpp"
#include "interrupt.hpp"
#include "progress_bar.hpp"
#include "runtime.hpp"

#include <mattis/core/clock.hpp>

#include <string>

namespace mattis::command {

/// Of a command that keeps nothing where it is stopped.
inline std::string nothing_kept() { return {}; }

/// A command whose file is drawn, once its options are as they shall be:
/// `compute(exec)` under a bar (where the options have progress) until a signal comes, `write(path,
/// result, wall, provenance)` and the figure, `print(result, wall, provenance)`. `kept()` is what
/// an interruption says.
template <class Options, class Origin, class Compute, class Write, class Print,
          class Kept = std::string (*)()>
void run_and_draw(Computation const& computation, Options& options, Origin const& origin,
                  Compute const& compute, Write const& write, Print const& print,
                  Kept const& kept = nothing_kept) {
  Runtime const runtime(computation.threads);
  Kokkos::DefaultExecutionSpace const exec;
  auto const provenance = origin(exec);
  if constexpr (requires { options.should_stop; }) options.should_stop = interrupted;
  Clock const clock;
  auto const until_stopped = [&] { return until_interrupted([&] { return compute(exec); }, kept); };
  auto const result = [&] {
    if constexpr (requires { options.progress; }) {
      ProgressBar bar(computation.progress);
      options.progress = make_progress(bar);
      return until_stopped();
    } else {
      return until_stopped();
    }
  }();
  auto const wall = clock.seconds();
  write_and_draw(computation.out, computation.figure,
                 [&](auto const& path) { write(path, result, wall, provenance); });
  print(result, wall, provenance);
  finish_summary(computation);
}

}  // namespace mattis::command
