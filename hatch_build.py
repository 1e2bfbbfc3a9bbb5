"""Build hook that compiles the annotator: `HATCH_BUILD_HOOK_ENABLE_CUSTOM=1 pip wheel .` (or `make wheel`).

mypyc turns the modules of `stream.annotate` into C, and what is in C anywhere is compiled as it is. Without the
variable nothing is compiled and the same modules run as Python: slower, with the same events to the last byte.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from mypyc.build import mypycify
from setuptools import Distribution, Extension

_ROOM = "stream/annotate"
_INTERPRETED = {"__init__.py", "recognizer.py", "registry.py", "loading.py"}
"""Protocols and what loads recognisers, of CAMeL Tools as well; nothing of it is hot."""


class CompileHook(BuildHookInterface):
    """Adds the compiled modules to the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and have the results put into the wheel beside their sources."""
        if version == "editable":
            raise ValueError("a compiled annotator cannot be installed editable; build a wheel")
        sources = sorted(str(path) for path in Path(_ROOM).rglob("*.py") if path.name not in _INTERPRETED)
        self._build = build = Path(tempfile.mkdtemp(prefix="newsstream-build-"))
        modules = mypycify(sources, opt_level="3", multi_file=True, target_dir=str(build / "c"))
        kernels = [
            Extension(
                ".".join(path.with_suffix("").parts),
                [str(path)],
                extra_compile_args=["-O3", "-std=c11", "-ffp-contract=off"],
            )
            for path in sorted(Path("stream").rglob("*.c"))
        ]
        command = Distribution({"ext_modules": [*modules, *kernels]}).get_command_obj("build_ext")
        command.build_lib, command.build_temp = str(build / "lib"), str(build / "temp")
        command.ensure_finalized()
        command.parallel = True
        command.run()
        for path in (build / "lib").rglob("*"):
            if path.is_file():
                build_data["force_include"][str(path)] = str(path.relative_to(build / "lib"))
        build_data["pure_python"], build_data["infer_tag"] = False, True

    def finalize(self, *_: object) -> None:
        """Remove what was built, now that it is in the wheel."""
        shutil.rmtree(self._build)
