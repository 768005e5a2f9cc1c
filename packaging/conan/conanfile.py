# SPDX-License-Identifier: BSD-3-Clause
"""conan create packaging/conan: the sources are those of the repository that this recipe lies in."""
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load, rmdir


class MattisRecipe(ConanFile):
    name = "mattis"
    package_type = "library"
    license = "BSD-3-Clause"
    description = "Portable kernels for associative-memory dynamics"
    topics = ("kokkos", "simd", "hopfield", "associative-memory")
    settings = "os", "compiler", "build_type", "arch"
    options = {
        "shared": [True, False],
        "io": [True, False],
        "bench": [True, False],
        "png": [True, False],
        "audio": [True, False],
        "xtensor": [True, False],
        "command": [True, False],
    }
    default_options = {
        "shared": False,
        "io": True,
        "bench": True,
        "png": True,
        "audio": False,
        "xtensor": False,
        "command": True,
    }

    def set_version(self):
        text = load(self, os.path.join(self._repository(), "CMakeLists.txt"))
        self.version = re.search(r"project\(mattis VERSION (\S+)", text)[1]

    def _repository(self):
        return os.path.join(self.recipe_folder, os.pardir, os.pardir)

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "apps/*", "backends/*", "cmake/*", "python/mattis/*", "reference/*", "src/*"):
            copy(self, pattern, self._repository(), self.export_sources_folder)

    def config_options(self):
        if self.settings.os != "Linux":
            del self.options.shared  # symbols are exported by a version script

    def configure(self):
        if not self.options.io:
            self.options.rm_safe("png")
            self.options.rm_safe("audio")
        if not (self.options.io and self.options.bench):
            self.options.rm_safe("command")

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        # Random123, too, which CMake takes as its pinned release where it is not installed
        self.requires("kokkos/[>=4.6]", transitive_headers=True, transitive_libs=True)
        if self.options.io:
            self.requires("hdf5/[>=1.10 <2]")
            self.requires("zlib/[>=1.2 <2]")
        if self.options.get_safe("png"):
            self.requires("libpng/[>=1.6 <2]")
        if self.options.get_safe("audio"):
            self.requires("libsndfile/[>=1.0 <2]")
            self.requires("soxr/[>=0.1.3 <1]")
            self.requires("fftw/[>=3.3 <4]")
        if self.options.xtensor:
            self.requires("xtensor/[>=0.25 <1]", transitive_headers=True)

    def build_requirements(self):
        # headers alone, for a few sources
        self.test_requires("xsimd/[>=12]")
        self.test_requires("nlohmann_json/[>=3.9 <4]")
        self.test_requires("boost/[>=1.74 <2]")
        if self.options.get_safe("command"):
            self.test_requires("cli11/[>=2.1 <3]")
            self.test_requires("tomlplusplus/[>=3 <4]")

    def generate(self):
        toolchain = CMakeToolchain(self)
        for name, option in (("MATTIS_IO", "io"), ("MATTIS_BENCH", "bench"), ("MATTIS_PNG", "png"), ("MATTIS_ZLIB", "io"),
                             ("MATTIS_AUDIO", "audio"), ("MATTIS_XTENSOR", "xtensor"), ("MATTIS_BUILD_APPS", "command")):
            toolchain.cache_variables[name] = bool(self.options.get_safe(option, False))
        toolchain.cache_variables["MATTIS_SUNDIALS"] = False  # 6 or later; ConanCenter has 5.5
        for name in ("MATTIS_BUILD_TESTS", "MATTIS_BUILD_BENCH", "MATTIS_BUILD_EXAMPLES"):
            toolchain.cache_variables[name] = False
        toolchain.generate()
        dependencies = CMakeDeps(self)
        dependencies.set_property("boost", "cmake_file_name", "boost_headers")  # the name that Boost's own CMake files have
        dependencies.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))
        rmdir(self, os.path.join(self.package_folder, "share", "doc"))

    def package_info(self):
        # mattis' own CMake files say more than ones that Conan would write: components, and what each needs
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "mattis")]
        parts = [("bench", "mattis_bench", "bench"), ("io", "mattis_io", "io"), ("audio", "mattis_audio", "audio")]
        self.cpp_info.libs = [library for _, library, option in parts if self.options.get_safe(option, False)] + ["mattis"]
