// SPDX-License-Identifier: BSD-3-Clause
#include "pattern_source.hpp"

#include "interrupt.hpp"
#include "nearest_name.hpp"

#include <mattis/core/error.hpp>
#include <mattis/core/fingerprint.hpp>
#include <mattis/core/philox.hpp>
#include <mattis/kernels/detail/spin_replicas.hpp>

#ifdef MATTIS_AUDIO
#include <mattis/audio/recording_patterns.hpp>
#include <mattis/audio/spectrum_picture.hpp>
#endif

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>

namespace mattis::command {

namespace {

/// 0 .. P - 1, each order as likely as any (Fisher and Yates); without a seed as they are.
std::vector<std::size_t> order_of(std::size_t P, std::optional<std::uint64_t> seed) {
  std::vector<std::size_t> order(P);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!seed) return order;
  for (std::size_t k = 0; k < P; ++k) {
    auto const words = random_words(*seed, Purpose::pattern_order, 0, k / 4);
    auto const other =
        mattis::detail::drawn_below(words.word[k % 4], static_cast<std::int64_t>(P - k));
    std::swap(order[k], order[k + static_cast<std::size_t>(other)]);
  }
  return order;
}

}  // namespace

void add_pattern_source_options(Options& options, PatternSource& source) {
  options.add("audio", "FOLDER", source.audio,
              "a pattern of each recording (WAV, FLAC, ..): 513 signs of its mean spectrum");
  options.add("images", "FOLDER", source.images,
              "a pattern of each PBM or PNG image, all of one size: +1 where it is light");
  options.add("npy", "FILE.npy", source.npy, "the rows of an array of +1 and -1, or of 1 and 0");
  options.add("rate", "native|HZ", source.rate,
              "audio: samples per second that recordings are resampled to", "native");
}

void validate(PatternSource const& source) {
  int const count = !source.audio.empty() + !source.images.empty() + !source.npy.empty();
  if (count > 1)
    throw_unexpected(source.audio.empty() ? "images" : "audio", "one of audio, images and npy",
                     count == 2 ? "two" : "all three");
  if (source.rate)
    expect(std::isfinite(*source.rate) && *source.rate >= 1 && *source.rate <= 1e6, "rate",
           "native or samples per second from 1 to 1000000", *source.rate);
#ifndef MATTIS_AUDIO
  if (!source.audio.empty())
    throw_unexpected("audio", "a build with libsndfile, libsoxr and FFTW (MATTIS_AUDIO=ON)",
                     "one without");
#endif
}

io::NamedPatterns read_patterns(PatternSource const& source) {
  if (!source.images.empty()) return io::read_image_folder(source.images);
  if (!source.npy.empty()) return io::read_npy_patterns(source.npy);
#ifdef MATTIS_AUDIO
  return audio::read_recording_folder(source.audio, {.rate = source.rate});
#else
  validate(source);
  return {};
#endif
}

io::PatternOrigin origin_of(PatternSource const& source) {
  if (!source.images.empty())
    return {.kind = "images", .source = source.images.string(), .rate = {}};
  if (!source.npy.empty()) return {.kind = "npy", .source = source.npy.string(), .rate = {}};
  return {.kind = "audio",
          .source = source.audio.string(),
          .rate = source.rate ? to_text(*source.rate) : "native"};
}

std::int64_t StoredPatterns::cue(std::string const& name, std::int64_t P) {
  auto const found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    throw_unexpected(
        "cue", "the name of a pattern (the nearest is " + nearest_name(name, names) + ")", name);
  auto const at = found - names.begin();
  if (at < P) return at;
  std::iter_swap(found, names.begin() + (P - 1));
  auto const row = [&](std::int64_t mu) { return given.entries.begin() + mu * given.N; };
  std::swap_ranges(row(at), row(at + 1), row(P - 1));
  return P - 1;
}

StoredPatterns stored_patterns(PatternSource const& source, std::optional<std::uint64_t> seed) {
  validate(source);
  auto const read =
      until_interrupted([&] { return read_patterns(source); }, [] { return std::string(); });
  StoredPatterns stored{.names = {}, .given = {.P = read.P(), .N = read.N, .entries = {}}};
  stored.given.entries.reserve(read.entries.size());
  for (auto const mu : order_of(read.names.size(), seed)) {
    stored.names.push_back(read.names[mu]);
    auto const pattern = read.pattern(static_cast<int>(mu));
    stored.given.entries.insert(stored.given.entries.end(), pattern.begin(), pattern.end());
  }
  return stored;
}

std::string description(PatternSource const& source, StoredPatterns const& stored) {
  if (!source.given()) return "random";
  auto const origin = origin_of(source);
  auto const& entries = stored.given.entries;
  auto hash = fingerprint(entries.data(), entries.size());
  for (auto const& name : stored.names) hash = fingerprint(name.c_str(), name.size() + 1, hash);
  char text[24];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return origin.kind + " " + origin.source +
         (origin.rate.empty() ? "" : ", " + origin.rate + " samples a second") + ", " +
         to_text(stored.given.P) + " x " + to_text(stored.given.N) + ", fingerprint " + text;
}

void write_spectrum_picture([[maybe_unused]] std::filesystem::path const& picture,
                            PatternSource const& source, [[maybe_unused]] std::string const& name,
                            [[maybe_unused]] RetrievedSigns const& signs) {
#ifdef MATTIS_AUDIO
  auto const spectrum = audio::spectrum_of(source.audio / name, {.rate = source.rate});
  io::write_gray_image(picture, audio::spectrum_picture(spectrum, {.stored = signs.stored,
                                                                   .cued = signs.cued,
                                                                   .retrieved = signs.retrieved}));
#else
  validate(source);
#endif
}

}  // namespace mattis::command
