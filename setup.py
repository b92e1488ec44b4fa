"""The one step of the build that pyproject.toml can't state: a wheel carries the top-level folder
`scenarios/` inside the package, as ``sim/scenarios``. An editable install reads the folder itself.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SCENARIOS = Path("scenarios")
SUFFIXES = (".yaml", ".json")


class BuildWithScenarios(build_py):
    """Copies the scenario files beside the modules."""

    def run(self) -> None:
        """Build the modules, then copy the scenarios unless the install is editable."""
        super().run()
        if self.editable_mode:
            return
        for source, target in self._scenario_files():
            self.mkpath(str(Path(target).parent))
            self.copy_file(source, target, preserve_mode=False)

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Built files, those of the scenarios too."""
        outputs = super().get_outputs(include_bytecode)
        return [*outputs, *(target for _, target in self._scenario_files())]

    def get_source_files(self) -> list[str]:
        """Files a source distribution needs, those of the scenarios too."""
        return [*super().get_source_files(), *(source for source, _ in self._scenario_files())]

    def _scenario_files(self) -> list[tuple[str, str]]:
        """Sources and where they go."""
        sources = sorted(file for file in SCENARIOS.rglob("*") if file.suffix in SUFFIXES)
        return [(str(file), str(Path(self.build_lib, "sim", file))) for file in sources]


setup(cmdclass={"build_py": BuildWithScenarios})
