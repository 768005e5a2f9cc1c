// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Where the workspace of plans lies: in memory of their own, or in a caller's. How much it is is
// found by taking it from nowhere, with the code that takes it from somewhere: both agree.
#include <mattis/core/allocate.hpp>
#include <mattis/core/ceil_div.hpp>
#include <mattis/core/error.hpp>
#include <mattis/core/execution.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace mattis {

/// The Error of scratch that is too small, or not there.
class [[gnu::visibility("default")]] ShortScratch : public Error{
  public :
      /// "scratch: expected at least <needed> bytes<where>, got <given>"
      ShortScratch(std::size_t needed, std::string_view where, std::string_view given) :
          Error("scratch: expected at least " + std::to_string(needed) + " bytes" +
                std::string(where) + ", got " + std::string(given)){}
};

/// What a plan is given for its workspace. A caller's memory must outlive the plan's last run, is
/// at any address, and is overwritten by every run; other plans may have it between two of them.
template <ExecutionSpace Exec>
class Scratch {
 public:
  /// The plan allocates what it needs.
  Scratch() = default;
  /// `bytes` at `data`, which Exec can reach.
  Scratch(void* data, std::size_t bytes) : source_(Source::given), data_(data), bytes_(bytes) {}
  /// A View of anything, without gaps.
  template <class View>
  requires(Kokkos::is_view_v<View>) Scratch(View const& view)
      : Scratch(view.data(), view.span() * sizeof(typename View::value_type)) {
    static_assert(!std::is_const_v<typename View::value_type>,
                  "scratch is overwritten: its View is not const");
    static_assert(Kokkos::SpaceAccessibility<Exec, typename View::memory_space>::accessible,
                  "scratch lies where the execution space of its plan can reach it");
    if (!view.span_is_contiguous()) throw Error("scratch: expected a View without gaps, got one");
  }
  /// None yet: the plan says how much it needs, and runs after use().
  static Scratch later() {
    Scratch scratch;
    scratch.source_ = Source::later;
    return scratch;
  }

  enum class Source { own, given, later };
  Source source() const { return source_; }
  void* data() const { return data_; }
  std::size_t bytes() const { return bytes_; }

 private:
  Source source_ = Source::own;
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

namespace detail {

/// What plans take their arrays from, one after the other.
template <ExecutionSpace Exec>
class Arena {
 public:
  static constexpr std::size_t alignment = 64;

  /// Each array an allocation on `exec`.
  explicit Arena(Exec const& exec) : exec_(&exec) {}
  /// A caller's memory, which is large enough.
  explicit Arena(Scratch<Exec> const& given)
      : base_(round_up(reinterpret_cast<std::uintptr_t>(given.data()), std::uintptr_t{alignment})) {
  }
  /// No memory. The arrays lie apart from each other and from all that there is, since plans ask
  /// what overlaps what, and nobody may look into them.
  static Arena counting() { return Arena(std::uintptr_t{1} << 56); }

  /// An array that is written before it is read.
  template <class View, class... Extents>
  View take(std::string_view label, Extents... extents) const {
    std::uintptr_t const at = base_ + used_;
    reserve(View::required_allocation_size(static_cast<std::size_t>(extents)...));
    if (exec_ != nullptr) return allocate<View>(*exec_, std::string(label), extents...);
    return View(reinterpret_cast<typename View::pointer_type>(at),
                static_cast<std::size_t>(extents)...);
  }
  /// Room that other choices of variants, or smaller sizes, would take.
  void reserve(std::size_t bytes) const { used_ += round_up(bytes, alignment); }

  /// Bytes that serve at any address.
  std::size_t bytes() const { return used_ == 0 ? 0 : used_ + alignment; }
  bool allocates() const { return exec_ != nullptr; }

 private:
  explicit Arena(std::uintptr_t base) : base_(base) {}

  Exec const* exec_ = nullptr;
  std::uintptr_t base_ = 0;
  mutable std::size_t used_ = 0;  // an arena is handed on as the place to take from
};

/// Bytes that take(arena) takes.
template <ExecutionSpace Exec, class Take>
std::size_t bytes_taken(Take const& take) {
  auto const arena = Arena<Exec>::counting();
  take(arena);
  return arena.bytes();
}

/// Takes a plan's workspace from where `scratch` says.
/// \throws Error "scratch: expected at least X bytes, got Y" when the caller's is less than
/// `needed`
template <ExecutionSpace Exec, class Take>
void take_workspace(Exec const& exec, Scratch<Exec> const& scratch, std::size_t needed,
                    Take const& take) {
  using Source = typename Scratch<Exec>::Source;
  if (scratch.source() == Source::own) {
    take(Arena<Exec>(exec));
  } else if (scratch.source() == Source::later) {
    take(Arena<Exec>::counting());
  } else {
    bool const enough = needed == 0 || (scratch.data() != nullptr && scratch.bytes() >= needed);
    if (!enough)
      throw ShortScratch(needed, "",
                         scratch.data() == nullptr ? "none" : std::to_string(scratch.bytes()));
    take(Arena<Exec>(scratch));
  }
}

/// What every run() asks first, of a plan that needs `bytes()` bytes.
template <ExecutionSpace Exec, class Bytes>
void expect_workspace(Scratch<Exec> const& scratch, Bytes const& bytes) {
  if (scratch.source() != Scratch<Exec>::Source::later) return;
  if (std::size_t const needed = bytes(); needed > 0)
    throw ShortScratch(needed, " from use()", "a plan without memory");
}

}  // namespace detail
}  // namespace mattis
