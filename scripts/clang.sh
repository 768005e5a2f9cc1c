# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Read by scripts/fuzz and scripts/check-races, which have say() and cannot().

# install_clang <what is needed of it>: clang 16 with its sanitizers and OpenMP, as root on Debian.
install_clang() {
  [ "$(. /etc/os-release 2>/dev/null && echo "${ID:-}")" = debian ] && [ "$(id -u)" = 0 ] ||
    cannot "it needs clang 16 or later with $1"
  local packages=(clang-16 libclang-rt-16-dev libomp-16-dev)
  # The sanitizers come with 32-bit libraries, which must be as new as the runtime that scripts/setup may have installed.
  add_packages "${packages[@]}" ||
    add_packages "${packages[@]}" "libc6-i386=$(version_of libc6)" "lib32gcc-s1=$(version_of libgcc-s1)" \
      "lib32stdc++6=$(version_of libstdc++6)" || cannot "clang 16 could not be installed"
}
version_of() { dpkg-query -W -f='${Version}' "$1"; }
add_packages() {  # add_packages <package>..: where nothing is removed for them
  say "+ apt-get install $*"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove "$@" >/dev/null 2>&1
}
