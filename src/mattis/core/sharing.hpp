// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace mattis::detail {

/// While one exists, the calling thread shares its small loops out whatever earlier ones have cost.
/// For timings: how long a loop takes shall not be a matter of what another program took a tenth of
/// a second before, after which small loops would stay on this thread for a while (launch.cpp) and
/// take as much longer as there are threads.
class SharingAlways {
 public:
  SharingAlways();
  ~SharingAlways();
  SharingAlways(SharingAlways const&) = delete;
  SharingAlways& operator=(SharingAlways const&) = delete;

 private:
  bool before_;
};

}  // namespace mattis::detail
