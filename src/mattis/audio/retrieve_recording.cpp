// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/audio/retrieve_recording.hpp>
#include <mattis/binary/recognise.hpp>
#include <mattis/core/error.hpp>

namespace mattis::audio {

RetrievedRecording retrieve_recording(io::NamedPatterns const& recordings,
                                      std::span<std::int8_t const> cue, Retrieval const& retrieve) {
  auto const expect_length = [&](char const* name, std::size_t length) {
    expect(length == static_cast<std::size_t>(recordings.N), name,
           std::to_string(recordings.N) + " entries as the recordings",
           static_cast<std::int64_t>(length));
  };
  expect_length("cue", cue.size());
  RetrievedRecording result{.state = retrieve(cue), .name = {}};
  expect_length("state", result.state.size());
  auto const found = binary::recognise(recordings.entries, result.state);
  result.mu = found.mu;
  result.name = recordings.names[static_cast<std::size_t>(found.mu)];
  result.overlap = found.overlap;
  result.margin = found.margin;
  return result;
}

}  // namespace mattis::audio
