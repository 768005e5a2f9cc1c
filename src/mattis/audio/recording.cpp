// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/audio/detail/riff.hpp>
#include <mattis/audio/recording.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/memory.hpp>
#include <mattis/core/stop.hpp>

#include <sndfile.h>
#include <soxr.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <system_error>

namespace mattis::audio {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t samples_at_once = std::size_t{1} << 16;

constexpr auto* expected_recording = "a whole recording that libsndfile reads (WAV, FLAC, Ogg, ..)";

[[noreturn]] void refuse(fs::path const& file, std::string const& got) {
  throw_unexpected(file.string(), expected_recording, got);
}

std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> open(fs::path const& file, SF_INFO& info) {
  std::error_code failure;
  auto const status = fs::status(file, failure);
  if (!fs::exists(status)) refuse(file, "no such file");
  if (fs::is_directory(status)) refuse(file, "a folder");
  if (!fs::is_regular_file(status)) refuse(file, "something that is no file");
  std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> opened(sf_open(file.c_str(), SFM_READ, &info),
                                                     sf_close);
  if (!opened) {
    std::string why(sf_strerror(nullptr));
    while (why.ends_with('.') || why.ends_with('\n')) why.pop_back();
    refuse(file, "another file (libsndfile: " + why + ")");
  }
  return opened;
}

/// The mean of each frame's channels, summed in their order.
void append_means(std::vector<float> const& frames, std::size_t count, std::size_t channels,
                  std::vector<float>& means) {
  auto const divisor = static_cast<float>(channels);
  for (std::size_t frame = 0; frame < count; ++frame) {
    float sum = frames[frame * channels];
    for (std::size_t c = 1; c < channels; ++c) sum += frames[frame * channels + c];
    means.push_back(channels == 1 ? sum : sum / divisor);
  }
}

}  // namespace

Recording read_recording(fs::path const& file) {
  SF_INFO info{};
  auto const opened = open(file, info);
  if (auto const missing = detail::missing_bytes(file); missing > 0)
    refuse(file, "one that was cut short, by " + std::to_string(missing) + " bytes");
  if (info.channels < 1 || info.samplerate < 1 || info.frames < 0) refuse(file, "a damaged one");
  auto const channels = static_cast<std::size_t>(info.channels);
  expect_fits_in_memory(file.string(), sizeof(float) * static_cast<double>(info.frames));
  Recording recording{.rate = static_cast<double>(info.samplerate), .samples = {}};
  auto const frames_at_once = std::max<std::size_t>(1, samples_at_once / channels);
  std::vector<float> frames(frames_at_once * channels);
  for (;;) {
    mattis::detail::throw_if_stopped();
    auto const got =
        sf_readf_float(opened.get(), frames.data(), static_cast<sf_count_t>(frames_at_once));
    if (got <= 0) break;
    append_means(frames, static_cast<std::size_t>(got), channels, recording.samples);
  }
  auto const& samples = recording.samples;
  if (samples.empty()) refuse(file, "one without a sample");
  if (static_cast<double>(samples.size()) < static_cast<double>(info.frames))
    refuse(file, "one of " + std::to_string(info.frames) + " frames with " +
                     std::to_string(samples.size()) + " that can be read");
  auto const bad = std::find_if(samples.begin(), samples.end(),
                                [](float sample) { return !std::isfinite(sample); });
  if (bad != samples.end())
    throw_unexpected(
        file.string(), "samples that are numbers",
        to_text(static_cast<double>(*bad)) + " at frame " + std::to_string(bad - samples.begin()));
  return recording;
}

Recording resampled(Recording recording, double rate) {
  expect(std::isfinite(rate) && rate > 0, "rate", "samples per second, above 0", rate);
  if (rate == recording.rate) return recording;
  auto const count = static_cast<double>(recording.samples.size());
  double const ratio = rate / recording.rate;
  expect_fits_in_memory("rate", sizeof(float) * count * ratio);
  auto const length = static_cast<std::size_t>(std::ceil(count * ratio));
  soxr_error_t error = nullptr;
  auto const formats = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  auto const quality = soxr_quality_spec(SOXR_HQ, 0);
  std::unique_ptr<soxr, void (*)(soxr_t)> const resampler(
      soxr_create(recording.rate, rate, 1, &error, &formats, &quality, nullptr), soxr_delete);
  if (!resampler)
    throw_unexpected("rate", "one that libsoxr resamples to from " + to_text(recording.rate),
                     to_text(rate) + " (" + (error == nullptr ? "no memory" : error) + ")");
  // As many as were asked for: libsoxr may give one fewer, which stays zero.
  std::vector<float> samples(length, 0.0F);
  std::size_t written = 0;
  auto const take = [&](float const* input, std::size_t inputs) {
    std::size_t got = 0;
    soxr_process(resampler.get(), input, inputs, nullptr, samples.data() + written,
                 length - written, &got);
    written += got;
  };
  for (std::size_t first = 0; first < recording.samples.size(); first += samples_at_once) {
    mattis::detail::throw_if_stopped();
    take(recording.samples.data() + first,
         std::min(samples_at_once, recording.samples.size() - first));
  }
  take(nullptr, 0);  // what it still holds
  return {.rate = rate, .samples = std::move(samples)};
}

}  // namespace mattis::audio
