# SPDX-License-Identifier: BSD-3-Clause
import os

from spack_repo.builtin.build_systems.cmake import CMakePackage

from spack.package import *


class Mattis(CMakePackage):
    """Portable kernels for associative-memory dynamics: networks simulated, their mean-field theory solved."""

    # The repository that this recipe lies in.
    git = "file://" + os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 5))

    license("BSD-3-Clause")

    version("main", branch="main")

    variant("shared", default=True, description="Shared libraries")
    variant("io", default=True, description="mattis::io: results as files")
    variant("bench", default=True, description="mattis::bench: times kernels")
    variant("png", default=True, when="+io", description="PNG images")
    variant("sundials", default=False, description="Simulations in continuous time, by CVODE")
    variant("xtensor", default=False, description="mattis::xtensor: calls with xtensor arrays")
    variant("command", default=True, when="+io+bench", description="The command mattis")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.24:", type="build")
    depends_on("kokkos@4.6:")
    depends_on("random123")
    depends_on("xsimd@12:", type="build")
    depends_on("nlohmann-json@3.9:", type="build")
    depends_on("boost@1.74:", type="build")
    depends_on("hdf5~mpi", when="+io")
    depends_on("zlib-api", when="+io")
    depends_on("libpng@1.6:", when="+png")
    depends_on("sundials@6:~mpi precision=double", when="+sundials")
    depends_on("xtensor@0.25:", when="+xtensor")
    depends_on("cli11@2.1:", type="build", when="+command")
    depends_on("tomlplusplus@3:", type="build", when="+command")

    conflicts("%gcc@:11", msg="C++20: g++ 12 or later")
    conflicts("%clang@:15", msg="C++20: clang 16 or later")

    def cmake_args(self):
        # Kokkos' own compiler, where it is a device's
        options = [self.define("CMAKE_CXX_COMPILER", self["kokkos"].kokkos_cxx)] if "+cuda" in self.spec["kokkos"] else []
        return options + [
            self.define_from_variant("BUILD_SHARED_LIBS", "shared"),
            self.define_from_variant("MATTIS_IO", "io"),
            self.define_from_variant("MATTIS_BENCH", "bench"),
            self.define_from_variant("MATTIS_PNG", "png"),
            self.define_from_variant("MATTIS_ZLIB", "io"),
            self.define_from_variant("MATTIS_SUNDIALS", "sundials"),
            self.define_from_variant("MATTIS_XTENSOR", "xtensor"),
            self.define_from_variant("MATTIS_BUILD_APPS", "command"),
            self.define("MATTIS_EXECUTION_SPACE", "auto"),
            self.define("MATTIS_AUDIO", False),  # Spack has no libsoxr
            self.define("MATTIS_BUILD_TESTS", False),
            self.define("MATTIS_BUILD_BENCH", False),
            self.define("MATTIS_BUILD_EXAMPLES", False),
        ]
