# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Read by scripts/setup: Debian's packages, as root, and how they are taken back.

sources_file=/etc/apt/sources.list.d/mattis.sources
pins_file=/etc/apt/preferences.d/mattis
record=/var/lib/mattis-setup/changes  # what --undo takes back: new NAME, was NAME VERSION, file PATH
extras=(ccache git libopenblas-dev libsleef-dev)
# What reads recordings, PNG images and compressed arrays and solves differential equations; nothing is downloaded in its place. Tests and demo
# speak with espeak-ng, and tests make programs in C and Fortran on what is installed and compare the ABI with what is
# promised (abigail-tools).
media=(libsndfile1-dev libsoxr-dev libfftw3-dev libpng-dev zlib1g-dev)
# What Debian 12 has too old: Kokkos from sid, these from trixie, with the runtime that sid's Kokkos needs.
from_trixie="libxsimd-dev libxtensor-dev xtl-dev catch2 libcatch2-dev"
runtime="libc6 libc6-dev libc-dev-bin libc-bin libstdc++6 libgcc-s1 gcc-14-base libgomp1 base-files"

smallest() { awk -v package="$1" '$3 == package { print $2 }' <<<"$libraries
- 2.38 libc6 -"; }

# installed <package>: whether it is, in a version that will do.
installed() {
  local status version
  read -r status version < <(dpkg-query -W -f='${db:Status-Status} ${Version}\n' "$1" 2>/dev/null) || return 1
  [ "$status" = installed ] && dpkg --compare-versions "$version" ge "$(smallest "$1")"
}

candidate() {
  # apt takes a name with a + that it does not know for a pattern, and answers for all that match
  LC_ALL=C apt-cache policy "$1" 2>/dev/null |
    awk -v name="$1:" '/^[^ ]/ { mine = $1 == name } mine && /Candidate:/ && $2 != "(none)" { print $2 }'
}
# offered <package>: whether the apt sources, by their own priorities, give a version that will do.
offered() {
  local version
  version=$(candidate "$1")
  [ -n "$version" ] && dpkg --compare-versions "$version" ge "$(smallest "$1")"
}

# The address that the machine itself takes Debian's main archive from; apt knows it whichever format it is written in.
debian_mirror() {
  apt-get indextargets --format '$(CREATED_BY)|$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)' |
    awk -F'|' '$1 != "Packages" || $4 != "main" { next }
               $2 == "Debian" && $3 == "Debian" && !mirror { mirror = $5 }
               END { sub("/$", "", mirror); print mirror }'
}

write_file() {  # write_file <path> <text>
  if [ -e "$1" ] && [ "$(cat "$1")" = "$2" ]; then return; fi
  say "write $1:"
  sed 's/^/    /' <<<"$2"
  if [ "$dry_run" = no ]; then printf '%s\n' "$2" >"$1"; fi
}

# Newer suites at priorities below the release's own: nothing but what is asked for comes from them.
add_suites() {
  local mirror suites=sid sources pins
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || fail "no apt source of this machine serves Debian's main archive"
  if ! offered libc6 || ! offered libxsimd-dev; then suites="trixie sid"; fi
  sources="Types: deb
URIs: $mirror
Suites: $suites
Components: main"
  if [ -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
    sources+=$'\n'"Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg"
  fi
  pins="Package: *
Pin: release n=sid
Pin-Priority: 50

Package: src:kokkos
Pin: release n=sid
Pin-Priority: 600"
  if [ "$suites" != sid ]; then
    pins+="

Package: *
Pin: release n=trixie
Pin-Priority: 60

Package: $from_trixie $runtime
Pin: release n=trixie
Pin-Priority: 600"
  fi
  added=yes
  write_file "$sources_file" "$sources"
  write_file "$pins_file" "$pins"
}

added=no
refresh() {
  say "+ apt-get update"
  if [ "$dry_run" = yes ]; then return; fi
  if ! apt-get update -qq; then
    say "apt-get update failed (above: why)" >&2
    if [ "$added" = yes ]; then
      say "removing $sources_file and $pins_file again" >&2
      rm -f "$sources_file" "$pins_file"
    fi
    exit 1
  fi
}

note() {  # note <line>..: what --undo will take back
  if [ "$dry_run" = yes ]; then return; fi
  mkdir -p "$(dirname "$record")"
  printf '%s\n' "$@" >>"$record"
}

install_packages() {
  local plan changes
  say "+ apt-get install -y --no-install-recommends $*"
  if [ "$dry_run" = yes ]; then return; fi
  plan=$(LC_ALL=C apt-get install -s --no-install-recommends "$@") || fail "apt finds no way to install them"
  # Inst NAME [the version that is there] (the new one ..
  changes=$(awk '$1 != "Inst" { next }
                 $3 ~ /^\[/ { print "was", $2, substr($3, 2, length($3) - 2); next }
                 { print "new", $2 }' <<<"$plan")
  say "$(grep -c ^new <<<"$changes") new packages, upgraded:" $(awk '$1 == "was" { print $2 }' <<<"$changes")
  note "$changes"
  apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Debian's Kokkos 5 names static libraries in its CMake files that hold no code and are not shipped.
complete_kokkos() {
  local targets archive directory
  for targets in /usr/lib/*/cmake/Kokkos/KokkosTargets-*.cmake; do
    [ -e "$targets" ] || continue
    directory=$(dirname "$(dirname "$(dirname "$targets")")")
    for archive in $(sed -nE 's|^ *IMPORTED_LOCATION_[A-Z]* "[^"]*/([^/"]+\.a)".*|\1|p' "$targets"); do
      if [ ! -e "$directory/$archive" ]; then
        say "$archive is named by Kokkos' CMake files and missing: an empty one takes its place"
        run ar crs "$directory/$archive"
        note "file $directory/$archive"
      fi
    done
  done
}

lists_present() { [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -print -quit)" ]; }

setup_debian_tools() {
  local wanted=()
  [ -n "$(compiler)" ] || wanted+=(g++)
  have_cmake || wanted+=(cmake)
  have ninja || have make || wanted+=(ninja-build)
  if [ ${#wanted[@]} = 0 ]; then return; fi
  lists_present || run apt-get update -qq
  install_packages "${wanted[@]}"
  if [ "$dry_run" = yes ]; then return; fi
  { [ -n "$(compiler)" ] && have_cmake; } || fail "needed: g++ 12 or clang 16, and CMake 3.24; this Debian's are older"
}

setup_debian_media() {
  local package wanted=()
  if [ "$tests" = yes ]; then media+=(espeak-ng gfortran pkg-config make parallel abigail-tools); fi  # parallel: a recipe for sweeps is run
  for package in "${media[@]}"; do installed "$package" || wanted+=("$package"); done
  install_or_do_without "${wanted[@]}"
  if [ "$tests" = yes ] && ! installed libsundials-dev; then
    # Its dependencies want the libc6-dbg of the release, which fits no newer libc6 that is installed.
    install_or_do_without libsundials-dev "libc6-dbg=$(dpkg-query -W -f='${Version}' libc6)"
  fi
}
install_or_do_without() {  # install_or_do_without <package>..
  if [ $# = 0 ]; then return; fi
  if ! (
    lists_present || run apt-get update -qq
    install_packages "$@"
  ); then
    say "the build does without: $*" >&2
  fi
}

install_libraries() {  # install_libraries <CMake's names>: from packages
  local package wanted=() newer=()
  if ! lists_present; then
    run apt-get update -qq
    if [ "$dry_run" = yes ]; then say "which packages, and from where, is known after that" && return; fi
  fi
  for package in $(of_libraries 3 "$1"); do installed "$package" || wanted+=("$package"); done
  if [ "$tests" = yes ]; then
    for package in "${extras[@]}"; do installed "$package" || wanted+=("$package"); done
  fi
  for package in "${wanted[@]}"; do offered "$package" || newer+=("$package"); done
  if [ ${#newer[@]} -gt 0 ]; then
    say "this Debian's own release has too old or not at all: ${newer[*]}"
    say "they come from newer suites, with the C and C++ runtime that they need; scripts/setup --undo takes that back"
    add_suites
    refresh
  fi
  install_packages "${wanted[@]}"
}

setup_debian() {
  export DEBIAN_FRONTEND=noninteractive
  local package missing=
  for package in $(of_libraries 3 "$all_libraries"); do installed "$package" || missing=yes; done
  setup_debian_tools
  setup_debian_media
  complete_kokkos
  if [ -z "$missing" ]; then return; fi
  if [ -n "$(compiler)" ] && have_cmake; then missing=$(not_found); else missing=$all_libraries; fi
  if [ -z "$missing" ]; then return; fi
  say "not installed, or too old: $missing"
  if [ "$from" = releases ] || { [ "$from" = probe ] && have cmake && releases_reachable "$missing"; }; then
    say "CMake will download their pinned releases and build them below build/"
    return
  fi
  if [ "$from" = probe ] && ! have cmake; then say "if their pinned releases cannot be had (CMake, once there, tries):"; fi
  install_libraries "$missing"
  complete_kokkos
}

undo_debian() {
  local kind name version back=() gone=() others
  if [ ! -e "$record" ] && [ ! -e "$sources_file" ]; then
    say "nothing to undo"
    return
  fi
  run rm -f "$sources_file" "$pins_file"
  refresh
  if [ ! -e "$record" ]; then
    say "an older scripts/setup kept no record of packages: they stay as they are"
    return
  fi
  while read -r kind name version; do
    case "$kind" in
      file) run rm -f "$name" ;;
      new) if installed "$name"; then gone+=("$name-"); fi ;;
      was)
        if grep -qx "new $name" "$record"; then continue; fi
        # a later release of the same suite may have taken the place of the version that was there
        apt-cache show "$name=$version" >/dev/null 2>&1 || version=$(release_version "$name")
        back+=("$name=$version")
        ;;
    esac
  done < <(sort -u -k1,2 "$record")
  export DEBIAN_FRONTEND=noninteractive
  if [ ${#back[@]} -gt 0 ] || [ ${#gone[@]} -gt 0 ]; then
    say "back to: ${back[*]:-}"
    say "removed: ${gone[*]%-}"
    # dpkg's own order of removal comes first: what needs the newer runtime is gone before that is replaced
    local command=(apt-get -y --allow-downgrades install "${back[@]}" "${gone[@]}")
    others=$(LC_ALL=C "${command[@]}" -s | awk '$1 == "Remv" { print $2 "-" }' | grep -vxF -f <(printf '%s\n' "${gone[@]}" -) || true)
    [ -z "$others" ] || fail "other packages need what would be removed, so nothing is: ${others//-$'\n'/ }"
    run "${command[@]}"
  fi
  run rm -f "$record"
}
# release_version <package>: the newest that is not the installed one, once the newer suites are gone
release_version() {
  LC_ALL=C apt-cache madison "$1" | awk 'NR == 1 { print $3 }'
}
