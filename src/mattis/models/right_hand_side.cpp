// SPDX-License-Identifier: BSD-3-Clause
#include <mattis/core/detail/launch.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/instantiate.hpp>
#include <mattis/kernels/detail/pattern_product.hpp>
#include <mattis/kernels/tanh.hpp>
#include <mattis/models/detail/distinct_field.hpp>
#include <mattis/models/detail/elementary_symmetric.hpp>
#include <mattis/models/detail/graded_field.hpp>
#include <mattis/models/detail/planned.hpp>
#include <mattis/models/right_hand_side.hpp>

#include <functional>

namespace mattis {
namespace {

template <ExecutionSpace Exec, Real T>
struct CopyState {
  detail::StridedEntries<T const> from;
  Array<T**, Exec> to;

  KOKKOS_FUNCTION void operator()(std::int64_t i) const { to.data()[i] = from(i); }
};

/// Entries that each run names: a leaf, which a plan looks up when it runs.
template <Real T>
struct GivenLeaf : expr::LeafWithoutView {
  using mattis_expression = void;
  using value_type = T;
  static constexpr bool scalar = false;
  static constexpr int products = 0;

  std::shared_ptr<expr::Leaf<T> const> entries;

  template <int J>
  expr::Leaf<T> planned() const {
    return *entries;
  }
  std::string text() const { return "x"; }
};

template <class Entries>
auto leaf_of(Entries const& array) {
  using T = std::remove_const_t<std::remove_pointer_t<decltype(array.data)>>;
  auto* const data = const_cast<T*>(array.data);  // what is read is not written through it
  return array.rank == 1 ? expr::Leaf<T>{data, 1, array.extents[0], 0, array.strides[0]}
                         : expr::Leaf<T>{data, array.extents[0], array.extents[1], array.strides[0],
                                         array.strides[1]};
}

template <class Entries>
Footprint footprint_of(Entries const& array) {
  return leaf_of(array).footprint();
}

template <class Entries>
bool without_gaps(Entries const& array) {
  int const last = array.rank - 1;
  return array.strides[last] == 1 && (last == 0 || array.strides[0] == array.extents[1]);
}

/// A planned statement whose target each run names: memory that is none of the statement's own.
template <ExecutionSpace Exec, Real T>
using Into = std::function<void(Exec const&, expr::Leaf<T> const&)>;

template <ExecutionSpace Exec, Real T, class Value>
Into<Exec, T> planned_into(Exec const& exec, Value const& value, std::int64_t states,
                           std::int64_t neurons, How const& how, detail::Arena<Exec> const& arena) {
  auto const node = expr::as_node<T>(value);
  using Assign =
      expr::EntryAssign<T, std::remove_const_t<decltype(node)>, typename Exec::memory_space>;
  expr::Leaf<T> const whole{nullptr, states, neurons, neurons, 1};
  Assign const assign{{{whole, nullptr}}, node, false, true};
  auto const plan =
      std::make_shared<expr::Plan<Exec, Assign>>(exec, expr::Tuple<Assign>(assign), how, arena);
  return [plan](Exec const& on, expr::Leaf<T> const& target) {
    plan->write_first_to(target);
    plan->run(on);
  };
}

}  // namespace

template <ExecutionSpace Exec, Real T>
struct RightHandSide<Exec, T>::Parts {
  PatternSet<Exec> xi;
  NetworkCoupling coupling;
  std::int64_t states;
  How how;
  Scratch<Exec> scratch = Scratch<Exec>::later();
  std::size_t bytes = 0;
  std::shared_ptr<expr::Leaf<T>> given = std::make_shared<expr::Leaf<T>>();  // x, of the run
  Array<T**, Exec> x;    // (states, N) a copy of it, where it overlaps what is written
  Array<T**, Exec> phi;  // (states, N)
  std::function<void(Exec const&)> distinct;  // the field of distinct indices, n > 1
  Into<Exec, T> difference;                   // field - x

  void take(Exec const& exec, detail::Arena<Exec> const& arena) {
    auto const N = xi.neurons();
    x = arena.template take<Array<T**, Exec>>("mattis::right_hand_side::x", states, N);
    phi = arena.template take<Array<T**, Exec>>("mattis::right_hand_side::phi", states, N);
    GivenLeaf<T> const at{{}, given};
    auto const activities = lazy_rows(phi);
    if (coupling.distinct_indices && coupling.n > 1) {
      auto const h_array =
          arena.template take<Array<T**, Exec>>("mattis::right_hand_side::h", states, N);
      detail::DistinctField<Exec, T> const field(
          exec, xi, coupling.n, phi, h_array,
          arena.template take<Array<double**, Exec>>("mattis::right_hand_side::m", states, 0), how,
          arena);
      distinct = [field](Exec const& on) {
        field.patterns_changed(on);
        field.contract(on);
        field.add_fields(on);
      };
      difference = planned_into<Exec, T>(
          exec, detail::field_gain(coupling) * lazy_rows(h_array) - at, states, N, how, arena);
    } else {
      auto const m = overlap(xi, activities);
      bool const linear = coupling.n == 1 && !coupling.distinct_indices;
      difference =
          linear  // the same without what does nothing: a twentieth of 1000 x 100 (Zen 4)
              ? planned_into<Exec, T>(exec, detail::field_gain(coupling) * field(xi, m) - at,
                                      states, N, how, arena)
              : planned_into<Exec, T>(exec, detail::graded_field(xi, m, activities, coupling) - at,
                                      states, N, how, arena);
    }
    bytes = arena.bytes();
  }
};

template <ExecutionSpace Exec, Real T>
RightHandSide<Exec, T>::RightHandSide(Exec const& exec, PatternSet<Exec> const& xi,
                                      Dense const& model, RightHandSideOptions const& options,
                                      Scratch<Exec> const& scratch) {
  validate<T>(model);
  expect(xi.patterns() >= 1, "xi", "a set of P patterns of N signs; rows", xi.patterns());
  expect(options.states >= 1, "states", "at least 1", options.states);
  expect(!options.distinct_indices || model.n <= detail::max_elementary_degree, "n",
         "an interaction order of at most " + to_text(detail::max_elementary_degree) +
             " with distinct indices",
         model.n);
  parts_ = std::make_unique<Parts>(Parts{.xi = xi,
                                         .coupling = {.n = model.n,
                                                      .alpha = model.alpha,
                                                      .g = model.g,
                                                      .distinct_indices = options.distinct_indices},
                                         .states = detail::planned_states(xi, options.states),
                                         .how = options.how,
                                         .x = {},
                                         .phi = {},
                                         .distinct = {},
                                         .difference = {}});
  if (scratch.source() == Scratch<Exec>::Source::given)
    parts_->take(exec, detail::Arena<Exec>::counting());
  use(exec, scratch);
}

template <ExecutionSpace Exec, Real T>
RightHandSide<Exec, T>::~RightHandSide() = default;
template <ExecutionSpace Exec, Real T>
RightHandSide<Exec, T>::RightHandSide(RightHandSide&&) noexcept = default;
template <ExecutionSpace Exec, Real T>
RightHandSide<Exec, T>& RightHandSide<Exec, T>::operator=(RightHandSide&&) noexcept = default;

template <ExecutionSpace Exec, Real T>
std::size_t RightHandSide<Exec, T>::workspace_bytes() const {
  return parts_->bytes;
}
template <ExecutionSpace Exec, Real T>
std::int64_t RightHandSide<Exec, T>::neurons() const {
  return parts_->xi.neurons();
}
template <ExecutionSpace Exec, Real T>
std::int64_t RightHandSide<Exec, T>::states() const {
  return parts_->states;
}

template <ExecutionSpace Exec, Real T>
void RightHandSide<Exec, T>::use(Exec const& exec, Scratch<Exec> const& scratch) {
  detail::take_workspace(exec, scratch, parts_->bytes,
                         [&](detail::Arena<Exec> const& arena) { parts_->take(exec, arena); });
  parts_->scratch = scratch;
}

template <ExecutionSpace Exec, Real T>
void RightHandSide<Exec, T>::run_entries(Exec const& exec, detail::StridedEntries<T const> const& x,
                                         detail::StridedEntries<T> const& dxdt) const {
  auto const& parts = *parts_;
  detail::expect_workspace(parts.scratch, [&] { return parts.bytes; });
  auto const count = static_cast<std::size_t>(parts.phi.size());
  if (without_gaps(x)) {
    detail::tanh_entries<Exec, T>(exec, x.data, parts.phi.data(), nullptr, count, parts.how);
  } else {
    detail::tanh_entries<Exec, T>(exec, x, detail::StridedEntries<T>::of(parts.phi),
                                  detail::StridedEntries<T>{}, count, parts.how);
  }
  // Each entry is read before it is written: in place nothing is copied.
  auto const read = footprint_of(x), written = footprint_of(dxdt);
  bool const apart = same_places(read, written) || !overlap(read, written);
  if (!apart)
    detail::for_entries(exec, "mattis::right_hand_side::x",
                        {static_cast<std::int64_t>(parts.x.size()), 3},
                        CopyState<Exec, T>{x, parts.x});
  *parts.given = apart ? leaf_of(x) : expr::Leaf<T>::of(parts.x);
  if (parts.distinct) parts.distinct(exec);
  parts.difference(exec, leaf_of(dxdt));
}

#define MATTIS_INSTANTIATE_RIGHT_HAND_SIDE(EXEC) \
  template class RightHandSide<EXEC, float>;     \
  template class RightHandSide<EXEC, double>;
MATTIS_FOR_EACH_EXECUTION_SPACE(MATTIS_INSTANTIATE_RIGHT_HAND_SIDE)

}  // namespace mattis
