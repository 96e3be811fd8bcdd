"""What is made while the wheel is built: the compiled translations, which git does not keep."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledTranslations(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own generic has no use here
    """Compiles `resources/locale/*.po` before the files of the wheel are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Run the same script that `make locale` runs."""
        script = Path(self.root, "packaging", "translations.py")
        subprocess.run([sys.executable, str(script), "compile"], check=True)  # noqa: S603 - our own script
