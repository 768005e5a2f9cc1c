// SPDX-License-Identifier: BSD-3-Clause
// Random statements over Views of one memory, of any strides and overlaps, against their
// assignments run one by one, each on copies of its own.
#include <mattis/expr/plan.hpp>
#include <support/arrays.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <tuple>
#include <utility>

using namespace mattis;
using namespace mattis::test;

namespace {

using Matrix = Kokkos::View<double**, Kokkos::LayoutStride, Kokkos::HostSpace>;
using Vector = Kokkos::View<double*, Kokkos::LayoutStride, Kokkos::HostSpace>;

/// Where a View lies in the memory of a case. One of one row is handed out as a vector.
struct Place {
  std::size_t first, rows, columns, row_stride, column_stride;

  std::size_t entries() const { return rows * columns; }
  std::size_t span() const {
    return entries() == 0 ? 0 : (rows - 1) * row_stride + (columns - 1) * column_stride + 1;
  }
  std::size_t at(std::size_t i) const {
    return first + i / columns * row_stride + i % columns * column_stride;
  }
  Vector vector(HostVector<double> const& memory) const {
    return Vector(memory.data() + first, Kokkos::LayoutStride(columns, column_stride));
  }
  Matrix matrix(HostVector<double> const& memory) const {
    return Matrix(memory.data() + first,
                  Kokkos::LayoutStride(rows, row_stride, columns, column_stride));
  }
  std::string text() const {
    return "[" + std::to_string(first) + ", (" + std::to_string(rows) + ", " +
           std::to_string(columns) + "), strides (" + std::to_string(row_stride) + ", " +
           std::to_string(column_stride) + ")]";
  }
};

/// Draws a case: a memory and Views of it, often the same one, often shifted by a little.
class Draw {
 public:
  explicit Draw(unsigned seed) : engine_(seed) {}

  std::size_t number(std::size_t least, std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(least, most)(engine_);
  }
  Place vector(std::size_t length) {
    return place([&] { return Place{0, 1, length, 0, number(1, 3)}; });
  }
  Place matrix(std::size_t rows, std::size_t columns) {
    return place([&] {
      std::size_t const inner = number(1, 2);
      return number(0, 1) == 0 ? Place{0, rows, columns, inner * columns + number(0, 3), inner}
                               : Place{0, rows, columns, inner, inner * rows + number(0, 3)};
    });
  }
  /// Memory that holds all of them.
  HostVector<double> memory() {
    std::size_t end = 1;
    for (auto const& place : drawn_) end = std::max(end, place.first + place.span());
    return view_of<double>(random_values(end, 1, static_cast<unsigned>(number(0, 1'000'000))));
  }

 private:
  template <class Shape>
  Place place(Shape const& shape) {
    Place made = shape();
    if (!drawn_.empty() && number(0, 2) > 0) {
      Place const& other = drawn_[number(0, drawn_.size() - 1)];
      bool const alike = other.rows == made.rows && other.columns == made.columns;
      if (alike && number(0, 3) > 0) made = other;
      made.first = other.first + (number(0, 1) == 0 ? 0 : number(0, 3));
    } else {
      made.first = number(0, 2 * made.entries() + 4);
    }
    drawn_.push_back(made);
    return made;
  }

  std::mt19937 engine_;
  std::vector<Place> drawn_;
};

/// An assignment: its statement from Views, the first of which is the target.
template <class Make>
struct Part {
  Make make;
  std::vector<Place> places;

  auto in(HostVector<double> const& memory) const { return make(memory, places); }

  /// On copies, then to the target.
  void run_alone(HostVector<double> const& memory) const {
    std::vector<Place> apart;
    std::size_t end = 0;
    for (auto const& place : places) {
      apart.push_back({end, place.rows, place.columns, place.columns, 1});
      end += place.entries();
    }
    HostVector<double> const copies("copies", end);
    for (std::size_t p = 0; p < places.size(); ++p)
      for (std::size_t i = 0; i < places[p].entries(); ++i)
        copies(apart[p].at(i)) = memory(places[p].at(i));
    make(copies, apart).run(Exec{});
    for (std::size_t i = 0; i < places[0].entries(); ++i)
      memory(places[0].at(i)) = copies(apart[0].at(i));
  }
};

template <class Make, class... Places>
Part<Make> part(Make const& make, Places const&... places) {
  return {make, {places...}};
}

HostVector<double> copy_of(HostVector<double> const& memory) {
  HostVector<double> const copy("copy", memory.size());
  Kokkos::deep_copy(copy, memory);
  return copy;
}

/// Runs `together` on the memory, and the parts one by one on a copy of it, and compares all
/// entries.
template <class Together, class... Parts>
void check(std::string const& statement, Draw& draw, Together const& run_together,
           Parts const&... parts) {
  auto const memory = draw.memory();
  auto const expected = copy_of(memory);
  (parts.run_alone(expected), ...);
  run_together(memory, parts...);
  std::string places;
  auto const list = [&](auto const& part) {
    places += "; ";
    for (auto const& place : part.places) places += " " + place.text();
  };
  (list(parts), ...);
  INFO(statement << places);
  for (std::size_t i = 0; i < memory.size(); ++i) {
    INFO("entry " << i << " of " << memory.size() << ": expected " << expected(i) << ", got "
                  << memory(i));
    REQUIRE(std::abs(memory(i) - expected(i)) <= 1e-10 * (1 + std::abs(expected(i))));
  }
}

auto const as_one = [](HostVector<double> const& memory, auto const&... parts) {
  together(parts.in(memory)...).run(Exec{});
};
auto const as_two =
    [](HostVector<double> const& memory, auto const& first, auto const& second, auto const& third) {
  plan(Exec{}, together(first.in(memory), second.in(memory)), third.in(memory)).run(Exec{});
};

using Memory = HostVector<double>;
using Places = std::vector<Place>;

// The assignments, of vectors v, a, b.
auto const shifted = [](Memory const& in, Places const& p) {
  return lazy(p[0].vector(in)) = 0.5 * p[1].vector(in) + p[2].vector(in);
};
auto const staged = [](Memory const& in, Places const& p) {
  return lazy(p[0].vector(in)) = tanh(p[1].vector(in)) - 0.5 * p[2].vector(in);
};
auto const first_ones = [](Memory const& in, Places const& p) {
  return head(p[0].vector(in)) = 2 - p[1].vector(in) * p[2].vector(in);
};
auto const summed = [](Memory const& in, Places const& p) {
  return total(p[0].vector(in)) = mean(p[1].vector(in));
};

std::size_t some_length(Draw& draw) {
  std::size_t const lengths[] = {1, 2, 7, 511, 512, 513, 1030, 1600};
  return lengths[draw.number(0, 7)];
}

constexpr unsigned cases = 80;

}  // namespace

TEST_CASE("properties: elementwise assignments", "[expr][properties]") {
  for (unsigned seed = 0; seed < cases; ++seed) {
    Draw draw(seed);
    std::size_t const n = draw.number(0, 9) == 0 ? 0 : some_length(draw);
    auto const vector = [&] { return draw.vector(n); };
    check("together(v = a / 2 + b, v = tanh(a) - b / 2, head(v) = 2 - a b, v = a / 2 + b)", draw,
          as_one, part(shifted, vector(), vector(), vector()),
          part(staged, vector(), vector(), vector()),
          part(first_ones, draw.vector(draw.number(0, n)), vector(), vector()),
          part(shifted, vector(), vector(), vector()));
  }
}

TEST_CASE("properties: sums that others read, entry by entry", "[expr][properties]") {
  auto const times_number = [](Memory const& in, Places const& p) {
    Vector const number(p[1].vector(in).data(), Kokkos::LayoutStride(p[0].columns, 0));
    return lazy(p[0].vector(in)) = number * p[2].vector(in) + 0.25;
  };
  for (unsigned seed = 0; seed < cases; ++seed) {
    Draw draw(1000 + seed);
    std::size_t const n = some_length(draw);
    auto const vector = [&] { return draw.vector(n); };
    auto const number = draw.vector(1);
    check("together(total(r) = mean(a), v = r a + 1/4, total(r) = mean(a), v = a / 2 + b)", draw,
          as_one, part(summed, number, vector()), part(times_number, vector(), number, vector()),
          part(summed, draw.vector(1), vector()), part(shifted, vector(), vector(), vector()));
  }
}

TEST_CASE("properties: contractions beside and inside one another", "[expr][properties]") {
  std::size_t const lengths[] = {3, 70, 600, 1100};
  std::array<PatternSet<Exec>, 4> patterns;
  for (std::size_t i = 0; i < 4; ++i) {
    auto const n = static_cast<std::int64_t>(lengths[i]);
    patterns[i] = random_patterns(Exec{}, n, n, i);
  }
  for (unsigned seed = 0; seed < cases; ++seed) {
    Draw draw(2000 + seed);
    std::size_t const which = draw.number(0, 3);
    auto const& xi = patterns[which];
    auto const vector = [&] { return draw.vector(lengths[which]); };
    auto const contracted = [&](Memory const& in, Places const& p) {
      return lazy(p[0].vector(in)) = overlap(xi, p[1].vector(in)) + p[2].vector(in);
    };
    auto const twice = [&](Memory const& in, Places const& p) {
      return lazy(p[0].vector(in)) =
                 0.01 * field(xi, p[1].vector(in) * overlap(xi, p[2].vector(in)));
    };
    auto const with_work = [&](Memory const& in, Places const& p) {
      return total(p[0].vector(in)) =
                 sum(overlap(xi, tanh(p[1].vector(in))) * overlap(xi, p[2].vector(in)));
    };
    Place const a = vector(), b = vector();
    check(
        "together(v = overlap(a) + b, v = field(a overlap(b)) / 100, total(r) = sum(overlap(tanh "
        "a) overlap(b)))",
        draw, as_one, part(contracted, vector(), a, b), part(twice, vector(), a, vector()),
        part(with_work, draw.vector(1), a, b));
    Draw again(3000 + seed);
    Place const c = again.vector(lengths[which]), d = again.vector(lengths[which]);
    check("together(v = tanh(a) - b / 2, v = overlap(a) + b, v = overlap(a) + b, v = a / 2 + b)",
          again, as_one, part(staged, c, d, again.vector(lengths[which])),
          part(contracted, again.vector(lengths[which]), c, d), part(contracted, d, c, d),
          part(shifted, again.vector(lengths[which]), c, d));
  }
}

TEST_CASE("properties: two statements planned together", "[expr][properties]") {
  struct Size {
    std::int64_t P, N;
  };
  Size const sizes[] = {
      {2100, 40}, {2100, 600}, {50, 50}};  // through the cache, through memory, either way
  for (auto const& size :
       sizes) {  // no structured binding: clang 16 captures none where OpenMP is on
    auto const xi = random_patterns(Exec{}, size.P, size.N, 7);
    for (unsigned seed = 0; seed < cases / 2; ++seed) {
      Draw draw(4000 + seed);
      auto const recorded = [&](Memory const& in, Places const& p) {
        return head(p[0].vector(in)) = overlap(xi, p[1].vector(in));
      };
      auto const powers = [&](Memory const& in, Places const& p) {
        return total(p[0].vector(in)) = sum(pow(overlap(xi, p[1].vector(in)), 3));
      };
      auto const advanced = [&](Memory const& in, Places const& p) {
        return lazy(p[0].vector(in)) =
                   0.5 * p[1].vector(in) + 0.01 * field(xi, pow(overlap(xi, p[2].vector(in)), 2));
      };
      auto const neurons = [&] { return draw.vector(static_cast<std::size_t>(size.N)); };
      Place const phi = neurons();
      check(
          "plan(together(head(v) = overlap(a), total(r) = sum(pow(overlap(a), 3))), v = a / 2 + "
          "field(..) / 100)",
          draw, as_two, part(recorded, draw.vector(draw.number(1, 9)), phi),
          part(powers, draw.vector(1), phi), part(advanced, neurons(), neurons(), phi));
    }
  }
}

TEST_CASE("properties: matrices, a column per state or a row per trial", "[expr][properties]") {
  auto const one_set = random_patterns(Exec{}, 3, 3, 8),
             three_sets = random_patterns(Exec{}, 600, 600, 9, 3);
  for (unsigned seed = 0; seed < cases; ++seed) {
    Draw draw(5000 + seed);
    bool const trials = draw.number(0, 1) == 1;
    auto const& xi = trials ? three_sets : one_set;
    auto const matrix = [&] {
      return trials ? draw.matrix(3, 600) : draw.matrix(3, draw.number(0, 1) * 4 + 1);
    };
    Place const a = matrix();
    auto const like_a = [&] { return draw.matrix(a.rows, a.columns); };
    auto const shifted_rows = [](Memory const& in, Places const& p) {
      return lazy(p[0].matrix(in)) = 0.5 * p[1].matrix(in) + p[2].matrix(in);
    };
    auto const contracted = [&](Memory const& in, Places const& p) {
      return lazy(p[0].matrix(in)) = overlap(xi, p[1].matrix(in)) + p[2].matrix(in);
    };
    check("together(V = A / 2 + B, V = overlap(A) + B, V = A / 2 + B)", draw, as_one,
          part(shifted_rows, like_a(), a, like_a()), part(contracted, like_a(), a, like_a()),
          part(shifted_rows, like_a(), like_a(), a));
  }
}
