// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/error.hpp>
#include <mattis/core/footprint.hpp>

#include <numeric>
#include <utility>

namespace mattis {
namespace {

// Products of two distances in memory.
__extension__ using Wide = __int128;

/// stride * v for a whole number v of a range.
struct Term {
  std::int64_t stride;  // positive
  Wide low, high;

  Wide least() const { return stride * low; }
  Wide most() const { return stride * high; }
};

Wide floor_quotient(Wide a, Wide b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }
Wide ceil_quotient(Wide a, Wide b) { return -floor_quotient(-a, b); }

/// Few enough for the stack: statements are planned in microseconds.
struct Terms {
  Term term[2 * Footprint::most_ranks];
  std::size_t count = 0;

  void add(Term const& next) { term[count++] = next; }
  void erase(std::size_t i) {
    std::copy(term + i + 1, term + count, term + i);
    --count;
  }
  /// Ascending strides.
  void sort() {
    std::sort(term, term + count, [](Term const& a, Term const& b) { return a.stride < b.stride; });
  }
};

/// Adds the entries of all dimensions, `sign` 1 or -1.
void add_terms(Terms& terms, Footprint const& footprint, int sign) {
  for (std::size_t d = 0; d < footprint.rank; ++d) {
    std::int64_t const last = footprint.extents[d] - 1;
    std::int64_t const stride = footprint.strides[d];
    if (last == 0 || stride == 0) continue;
    bool const rises = (stride > 0) == (sign > 0);
    terms.add({stride > 0 ? stride : -stride, rises ? 0 : -last, rises ? last : 0});
  }
}

/// Ascending strides, and one term where two say the same: s v + q s w is s times any number of a
/// range when v takes q values in a row.
void merge(Terms& terms) {
  terms.sort();
  for (std::size_t i = 0; i < terms.count; ++i) {
    for (std::size_t j = i + 1; j < terms.count;) {
      Term& s = terms.term[i];
      Term const& t = terms.term[j];
      std::int64_t const ratio = t.stride / s.stride;
      if (t.stride % s.stride == 0 && s.high - s.low >= ratio - 1) {
        s.low += ratio * t.low;
        s.high += ratio * t.high;
        terms.erase(j);
        j = i + 1;
      } else {
        ++j;
      }
    }
  }
}

/// x with a x = gcd(a, b) modulo b.
Wide inverse(Wide a, Wide b) {
  Wide x = 1, next = 0;
  while (b != 0) {
    Wide const quotient = a / b;
    x = std::exchange(next, x - quotient * next);
    a = std::exchange(b, a - quotient * b);
  }
  return x;
}

bool reaches(Term const& term, Wide sum) {
  return sum % term.stride == 0 && term.least() <= sum && sum <= term.most();
}

/// Whether s.stride v + t.stride w = sum for some v and w.
bool reach(Term const& s, Term const& t, Wide sum) {
  std::int64_t const divisor = std::gcd(s.stride, t.stride);
  if (sum % divisor != 0) return false;
  Wide const period = t.stride / divisor;
  Wide const first = sum / divisor % period * (inverse(s.stride, t.stride) % period) %
                     period;  // v modulo the period
  Wide const low = std::max(s.low, ceil_quotient(sum - t.most(), s.stride));
  Wide const high = std::min(s.high, floor_quotient(sum - t.least(), s.stride));
  Wide const v = low + ((first - low) % period + period) % period;
  return v <= high;
}

/// Whether the first `count` terms reach `sum`; yes where that takes more than `budget` tries.
bool reach(Term const* terms, std::size_t count, Wide sum, int& budget) {
  if (count == 0) return sum == 0;
  if (count == 1) return reaches(terms[0], sum);
  if (count == 2) return reach(terms[0], terms[1], sum);
  Wide least = 0, most = 0;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    least += terms[i].least();
    most += terms[i].most();
  }
  Term const& largest = terms[count - 1];
  Wide const low = std::max(largest.low, ceil_quotient(sum - most, largest.stride));
  Wide const high = std::min(largest.high, floor_quotient(sum - least, largest.stride));
  for (Wide v = low; v <= high; ++v) {
    if (--budget < 0 || reach(terms, count - 1, sum - v * largest.stride, budget)) return true;
  }
  return false;
}

/// The first byte and the one after the last.
std::pair<Wide, Wide> span(Footprint const& footprint) {
  Wide first = static_cast<Wide>(reinterpret_cast<std::uintptr_t>(footprint.data));
  Wide last = first;
  for (std::size_t d = 0; d < footprint.rank; ++d) {
    Wide const reach = static_cast<Wide>(footprint.extents[d] - 1) * footprint.strides[d] *
                       static_cast<std::int64_t>(footprint.entry_bytes);
    (reach < 0 ? first : last) += reach;
  }
  return {first, last + static_cast<Wide>(footprint.entry_bytes)};
}

}  // namespace

bool overlap(Footprint const& a, Footprint const& b) {
  if (a.empty() || b.empty()) return false;
  auto const [a_first, a_end] = span(a);
  auto const [b_first, b_end] = span(b);
  if (a_end <= b_first || b_end <= a_first) return false;
  auto const bytes = static_cast<std::int64_t>(a.entry_bytes);
  Wide const distance = static_cast<Wide>(reinterpret_cast<std::uintptr_t>(b.data)) -
                        static_cast<Wide>(reinterpret_cast<std::uintptr_t>(a.data));
  if (a.entry_bytes != b.entry_bytes || distance % bytes != 0) return true;
  Terms terms;
  add_terms(terms, a, 1);
  add_terms(terms, b, -1);
  merge(terms);
  int budget = 100'000;
  return reach(terms.term, terms.count, distance / bytes, budget);
}

bool same_places(Footprint const& a, Footprint const& b) {
  if (a.data != b.data || a.entry_bytes != b.entry_bytes || a.rank != b.rank) return false;
  for (std::size_t d = 0; d < a.rank; ++d) {
    if (a.extents[d] != b.extents[d] || (a.extents[d] > 1 && a.strides[d] != b.strides[d]))
      return false;
  }
  return true;
}

bool places_differ(Footprint const& a) {
  if (a.empty()) return true;
  for (std::size_t d = 0; d < a.rank; ++d) {
    if (a.extents[d] > 1 && a.strides[d] == 0) return false;
  }
  Terms terms;
  add_terms(terms, a, 1);
  terms.sort();
  Wide before = 0;
  bool nested = true;
  for (std::size_t i = 0; i < terms.count; ++i) {
    auto const& [stride, low, high] = terms.term[i];
    nested = nested && stride > before;
    before += stride * (high - low);
  }
  if (nested || terms.count != 2) return nested;
  // Two entries share a place when v steps of the first are as long as w steps of the second.
  auto const& [s, t] = std::pair(terms.term[0], terms.term[1]);
  std::int64_t const divisor = std::gcd(s.stride, t.stride);
  return t.stride / divisor > s.high - s.low || s.stride / divisor > t.high - t.low;
}

std::string stride_text(Footprint const& a) {
  std::string text = "(";
  for (std::size_t d = 0; d < a.rank; ++d)
    text.append(d > 0 ? ", " : "").append(to_text(a.strides[d]));
  return text + ")";
}

}  // namespace mattis
