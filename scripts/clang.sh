# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Read by scripts/fuzz and scripts/check-races, which have say() and cannot().

# install_clang <what is needed of it>: clang 16 with its sanitizers and OpenMP, as root on Debian.
install_clang() {
  [ "$(. /etc/os-release 2>/dev/null && echo "${ID:-}")" = debian ] && [ "$(id -u)" = 0 ] ||
    cannot "it needs clang 16 or later with $1"
  say "+ apt-get install clang-16 libclang-rt-16-dev libomp-16-dev"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends clang-16 libclang-rt-16-dev libomp-16-dev \
    >/dev/null 2>&1 || cannot "clang 16 could not be installed"
}
