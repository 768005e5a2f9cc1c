// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// What handles stand for. A handle is a number that no two things ever have, so that one which is
// freed, or of another kind, is found nowhere.
#include <mattis/c/guarded.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace mattis::c {

/// Never the same twice, and none that a program would make up.
std::uint64_t next_id();

/// Called when the first handle is made, so that none outlives Kokkos.
void free_all_with_kokkos();

template <class Object>
class Handles {
 public:
  /// \param kind  "patterns", "plan"
  explicit Handles(char const* kind) : kind_(kind) {}

  std::uint64_t add(std::shared_ptr<Object> object) {
    free_all_with_kokkos();
    std::uint64_t const id = next_id();
    std::lock_guard const lock(mutex_);
    objects_.emplace(id, std::move(object));
    return id;
  }
  /// Who has found it keeps it, whoever frees the handle. \throws Refusal where there is none
  std::shared_ptr<Object> find(std::uint64_t id) const {
    std::lock_guard const lock(mutex_);
    auto const found = objects_.find(id);
    if (found == objects_.end()) refuse(id);
    return found->second;
  }
  void free(std::uint64_t id) {
    std::shared_ptr<Object> last;  // ends outside the lock
    std::lock_guard const lock(mutex_);
    auto const found = objects_.find(id);
    if (found == objects_.end()) refuse(id);
    last = std::move(found->second);
    objects_.erase(found);
  }
  void clear() {
    std::unordered_map<std::uint64_t, std::shared_ptr<Object>> all;
    std::lock_guard const lock(mutex_);
    all.swap(objects_);
  }

 private:
  [[noreturn]] void refuse(std::uint64_t id) const {
    throw Refusal(MATTIS_INVALID_HANDLE, std::string(kind_) + ": expected a handle of " + kind_ +
                                             " that is not freed, got " + std::to_string(id));
  }

  char const* kind_;
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Object>> objects_;
};

}  // namespace mattis::c
