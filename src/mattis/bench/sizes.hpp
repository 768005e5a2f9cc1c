// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What `mattis bench` and the programs in bench/ are timed at. In each list one size grows while
// the others stay: that is what a page draws lines over.
#include <cstdint>

namespace mattis::sizes {

/// When a size is timed: always and for several numbers of threads too; always; but with --quick.
enum class When { threads, always, full };

struct ProductSize {
  std::int64_t P, N;
  When when = When::always;
};
/// A tenth as many patterns as neurons; P at N 20000; N at P 2000; a dense memory's P.
inline constexpr ProductSize products[] = {
    {20, 200},    {200, 2000},  {2000, 20000, When::threads}, {20, 20000, When::full},
    {200, 20000}, {2000, 2000}, {2000, 200000, When::full},   {200000, 2000, When::full}};

/// Neurons, patterns, networks, the order of the interaction: both models.
struct NetworkSize {
  std::int64_t N, P, trials, n;
  When when = When::always;
};
inline constexpr NetworkSize networks[] = {
    {200, 20, 256, 1},  {2000, 200, 20, 1}, {20000, 2000, 1, 1, When::full},
    {200, 2000, 16, 2}, {500, 12500, 1, 2}, {2000, 200000, 1, 2, When::full}};

struct SampleSize {
  std::int64_t T, M;
  When when = When::always;
};
inline constexpr SampleSize covariances[] = {{100, 2500},
                                             {100, 10000},
                                             {300, 2500, When::threads},
                                             {1000, 2500, When::full},
                                             {300, 20000, When::full},
                                             {100, 100000, When::full}};
/// Of responses, and of sweeps.
inline constexpr SampleSize responses[] = {{25, 1024},
                                           {50, 1024},
                                           {100, 1024, When::threads},
                                           {100, 512},
                                           {200, 1024, When::full},
                                           {400, 1024, When::full},
                                           {100, 16384, When::full}};

/// Neurons and memories of networks driven by stimuli: small ones of which there are many.
struct StimulusSize {
  std::int64_t N, P, trials;
  When when = When::always;
};
inline constexpr StimulusSize stimuli[] = {{64, 10, 256},
                                           {1024, 10, 64, When::threads},
                                           {1024, 100, 64, When::full},
                                           {16384, 10, 4, When::full}};

/// Neurons, patterns and replicas of a binary network.
struct SpinSize {
  std::int64_t N, P, replicas;
  When when = When::always;
};
inline constexpr SpinSize spins[] = {
    {513, 10, 128, When::full}, {513, 41, 128, When::threads}, {2000, 200, 128, When::full}};

struct ArraySize {
  std::int64_t entries;
  When when = When::always;
};
inline constexpr ArraySize arrays[] = {{1 << 16}, {1 << 24, When::full}};

}  // namespace mattis::sizes
