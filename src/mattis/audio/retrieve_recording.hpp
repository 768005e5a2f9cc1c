// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <mattis/io/named_patterns.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace mattis::audio {

/// A network that goes from a cue (N) to the state (N) that it ends in, both of +1 and -1.
using Retrieval = std::function<std::vector<std::int8_t>(std::span<std::int8_t const> cue)>;

/// What came back for a cue.
struct RetrievedRecording {
  std::vector<std::int8_t> state;  ///< (N)
  int mu = 0;                      ///< the recording of the largest |overlap|
  std::string name;                ///< its name
  double overlap = 0;              ///< with its sign: below 0 where the state is its negative
  double margin = 0;               ///< |overlap| less that of the next
};

/// Lets a network run from `cue` and says which of the recordings it ended in.
/// \throws Error  when the cue or the state has another length than the patterns; what `retrieve`
/// throws
RetrievedRecording retrieve_recording(io::NamedPatterns const& recordings,
                                      std::span<std::int8_t const> cue, Retrieval const& retrieve);

}  // namespace mattis::audio
