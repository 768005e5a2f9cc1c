// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/audio/mean_spectrum.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/stop.hpp>

#include <fftw3.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <mutex>
#include <numbers>

namespace mattis::audio {

namespace {

/// Makes and destroys plans, of which FFTW allows one at a time in a program.
std::mutex planner;

/// The transform of one frame in double; its memory, aligned as FFTW wants it.
class FrameTransform {
 public:
  FrameTransform()
      : frame_(fftw_alloc_real(frame_length), fftw_free),
        spectrum_(fftw_alloc_complex(coefficients), fftw_free) {
    std::scoped_lock const alone(planner);
    // Estimated: measured plans differ from run to run, and their rounding with them.
    plan_ = fftw_plan_dft_r2c_1d(static_cast<int>(frame_length), frame_.get(), spectrum_.get(),
                                 FFTW_ESTIMATE);
    if (plan_ == nullptr) throw std::bad_alloc();
  }
  ~FrameTransform() {
    std::scoped_lock const alone(planner);
    fftw_destroy_plan(plan_);
  }
  FrameTransform(FrameTransform const&) = delete;
  FrameTransform& operator=(FrameTransform const&) = delete;

  std::span<double, frame_length> frame() {
    return std::span<double, frame_length>(frame_.get(), frame_length);
  }
  void run() { fftw_execute(plan_); }
  std::complex<float> operator[](std::size_t k) const {
    return {static_cast<float>(spectrum_.get()[k][0]), static_cast<float>(spectrum_.get()[k][1])};
  }

 private:
  std::unique_ptr<double, void (*)(void*)> frame_;
  std::unique_ptr<fftw_complex, void (*)(void*)> spectrum_;
  fftw_plan plan_ = nullptr;
};

std::array<double, frame_length> periodic_hann() {
  std::array<double, frame_length> window{};
  constexpr double step = 2 * std::numbers::pi / frame_length;
  for (std::size_t i = 0; i < frame_length; ++i)
    window[i] = 0.5 + 0.5 * std::cos(static_cast<double>(i) * step - std::numbers::pi);
  return window;
}

}  // namespace

std::vector<std::complex<float>> mean_spectrum(std::span<float const> samples) {
  expect(!samples.empty(), "samples", "at least 1", static_cast<std::int64_t>(samples.size()));
  auto const window = periodic_hann();
  FrameTransform transform;
  auto const frame = transform.frame();
  std::vector<std::complex<float>> sum(coefficients);
  std::size_t const frames = 1 + samples.size() / hop;
  for (std::size_t t = 0; t < frames; ++t) {
    if (t % 1024 == 0) mattis::detail::throw_if_stopped();
    // Sample 0 of the frame is `before` the middle one, which is sample t hop of the recording.
    constexpr std::size_t before = frame_length / 2;
    std::fill(frame.begin(), frame.end(), 0.0);
    std::size_t const skipped = t * hop < before ? before - t * hop : 0;
    std::size_t const first = t * hop + skipped - before;
    std::size_t const held = std::min(frame_length - skipped, samples.size() - first);
    for (std::size_t i = 0; i < held; ++i)
      frame[skipped + i] = window[skipped + i] * static_cast<double>(samples[first + i]);
    transform.run();
    for (std::size_t k = 0; k < coefficients; ++k) sum[k] += transform[k];
  }
  for (auto& value : sum) value /= static_cast<float>(frames);
  return sum;
}

std::vector<std::int8_t> signs(std::span<std::complex<float> const> spectrum) {
  std::vector<std::int8_t> bits(spectrum.size());
  std::transform(spectrum.begin(), spectrum.end(), bits.begin(),
                 [](auto value) { return static_cast<std::int8_t>(value.real() > 0 ? 1 : -1); });
  return bits;
}

}  // namespace mattis::audio
