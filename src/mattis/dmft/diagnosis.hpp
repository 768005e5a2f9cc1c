// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace mattis {

/// How far a solution can be trusted, beyond its standard errors.
struct Diagnosis {
  /// 2-norm condition number of C_eta + jitter I, by power and inverse iteration
  double noise_condition = std::numeric_limits<double>::quiet_NaN();
  /// Independent samples that would give the stated errors of m: sum of C(t,t) - m_k(t)^2 over t
  /// and k, divided by that of m_se^2. (The smallest ratio of one t would mostly tell the scatter
  /// of the estimate from 16 ensembles.) Feedback makes it smaller than M, matched moments larger.
  /// NaN without condensed patterns or without standard errors.
  double effective_samples = std::numeric_limits<double>::quiet_NaN();
  /// (K) bimodality_coefficient of m_k(T-1) over the ensembles of the standard errors; empty
  /// without those
  std::vector<double> bimodality = {};
  /// One line each: an overlap that is bimodal over ensembles, as near a transition of first order;
  /// a residual above tol
  std::vector<std::string> warnings = {};
};

/// The warnings in one line; empty where there are none.
std::string warning_text(Diagnosis const& diagnosis);

/// Sarle's bimodality coefficient  (g^2 + 1) / (k + 3 (n-1)^2 / ((n-2)(n-3)))  with the unbiased
/// skewness g and excess kurtosis k of n numbers (SAS Institute 1990; Pfister et al., Front.
/// Psychol. 4:700, 2013): 5/9 for a uniform distribution, 1/3 for a normal one, 1 for two points.
/// NaN for fewer than 4 numbers, or for equal ones.
double bimodality_coefficient(std::span<double const> values);

/// Whether a final overlap is bimodal over independent ensembles of `samples` samples: a
/// coefficient above 5/9, of a spread above 3 / sqrt(samples). Independent samples of |phi| <= 1
/// scatter by a third of that at most, so that the skewness of a handful of nearly equal overlaps
/// warns of nothing.
bool is_bimodal(std::span<double const> overlaps, double samples);

}  // namespace mattis
