// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <sys/resource.h>

#include <csignal>

namespace mattis::testing {

/// While one exists, no file grows beyond `bytes`: to a writer the same as a full disk.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes = 4096) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit const small{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallFiles() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  SmallFiles(SmallFiles const&) = delete;
  SmallFiles& operator=(SmallFiles const&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

}  // namespace mattis::testing
