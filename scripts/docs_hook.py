"""What the documentation's site makes of files beside `docs/`: pages of their own, with links that lead."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

_ROOT: Final = Path(__file__).parents[1]
#: Pages made of files that readers of the repository look for at its top.
_FROM_ROOT: Final = {
    "architecture.md": "ARCHITECTURE.md",
    "changelog.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "protocol.md": "PROTOCOL.md",
    "security-policy.md": "SECURITY.md",
}
_PAGE_OF: Final = {name: page for page, name in _FROM_ROOT.items()} | {"README.md": "index.md"}
_DECISIONS: Final = "\n## Decisions\n"
_LINK: Final = re.compile(r"(?<!`)\[([^\]\n]+)\]\((?![a-z]+:|#)([^)\s]+)\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what stands at the top of the repository."""
    for page, name in _FROM_ROOT.items():
        text = (_ROOT / name).read_text("utf-8")
        if page == "architecture.md":
            text, _, decisions = text.partition(_DECISIONS)
            files.append(File.generated(config, "decisions.md", content=f"# Decisions\n{decisions}"))
        files.append(File.generated(config, page, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Lead links to where the site has what they mean; what it doesn't have is named and no link."""
    here = PurePosixPath(page.file.src_uri)
    folder = "" if str(here) in _FROM_ROOT or here.name == "decisions.md" else f"docs/{here.parent}"

    def led(match: re.Match[str]) -> str:
        text, target = match.groups()
        path, _, anchor = target.partition("#")
        place = normpath(f"{folder}/{path}" if folder else path)
        in_site = _PAGE_OF.get(place) or (place.removeprefix("docs/") if place.startswith("docs/") else None)
        if in_site is None or files.get_file_from_path(in_site) is None:
            return text if text.startswith("`") else f"{text} (`{place}`)"
        to = relpath(in_site, str(here.parent))
        return f"[{text}]({to}{'#' + anchor if anchor else ''})"

    return _LINK.sub(led, markdown)
