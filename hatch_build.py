"""Build hook: wheels and source distributions hold the built pages; installing them needs no Node.js."""

from __future__ import annotations

import os
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Set to leave the pages as they are.
SKIP = "CALLROUTER_SKIP_WEB"


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]  # the base is generic over configuration classes
    """Builds the pages first; an editable installation goes on without them."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  (hatchling's signature)
        """Build the pages, or say in a sentence why not."""
        if os.environ.get(SKIP) == "1":
            return
        script = _scripts_web(Path(self.root))
        try:
            script.build()
        except script.CannotBuildError as error:
            if version != "editable":
                raise SystemExit(str(error)) from None
            self.app.display_warning(f"{error} The service starts, but has no pages.")


def _scripts_web(root: Path) -> ModuleType:
    """Load ``scripts/web``, which has no ending that import would look for."""
    loader = SourceFileLoader("scripts_web", str(root / "scripts" / "web"))
    spec = spec_from_loader(loader.name, loader)
    if spec is None:
        raise ImportError(f"{loader.path} can't be loaded")
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module
