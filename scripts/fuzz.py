"""Fuzz what eats bytes from outside, by coverage, for as long as wanted; then look for growth and slowness.

Each target of tests/fuzz/targets has its corpus in tests/fuzz/corpus; an input that crashes or hangs it is
put there, so that the tests repeat it from then on. What only reaches new code is kept in test-results/fuzz.
`api` sends made-up requests to a real node by its OpenAPI description instead.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGETS = sorted(path.stem for path in (ROOT / "tests/fuzz/targets").glob("*.py"))
_ENVIRONMENT = ROOT / ".venv" / "fuzz"
_PINNED = [ROOT / "requirements" / name for name in ("runtime.txt", "fuzz.txt")]
#: of one input: more is a hang
_TIMEOUT_S = 5


def run(*command: str | Path, **options: Any) -> bool:
    """Run a program of ours at the root, and tell whether all was well."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return not subprocess.run(command, cwd=ROOT, env=environment, check=False, **options).returncode  # noqa: S603


def interpreter() -> Path:
    """Make the environment ready if it isn't, and return its Python."""
    python, done = _ENVIRONMENT / "bin" / "python", _ENVIRONMENT / "requirements.txt"
    wanted = b"".join(path.read_bytes() for path in _PINNED)
    if done.exists() and done.read_bytes() == wanted:
        return python
    print(f"-- Installing {' and '.join(path.name for path in _PINNED)} in {_ENVIRONMENT}", file=sys.stderr)
    requirements = [word for path in _PINNED for word in ("-r", path)]
    quietly = ("--quiet", "--disable-pip-version-check", "--require-hashes")
    made = run(sys.executable, "-m", "venv", _ENVIRONMENT)
    if not made or not run(python, "-m", "pip", "install", *quietly, *requirements):
        sys.exit("the environment couldn't be made: see above")
    done.write_bytes(wanted)
    return python


def fuzz(target: str, seconds: int, python: Path) -> bool:
    """Fuzz one target, then run what was found again and again; tell whether all is well."""
    kept, corpus = ROOT / "test-results" / "fuzz" / target, ROOT / "tests" / "fuzz" / "corpus" / target
    kept.mkdir(parents=True, exist_ok=True)
    corpus.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={_TIMEOUT_S}",
        f"-artifact_prefix={corpus}/",
        "-print_final_stats=1",
        "-rss_limit_mb=2048",
        "-verbosity=1",
    ]
    log = kept.parent / f"{target}.log"
    with log.open("w") as out:
        program = "scripts/fuzzing/guided.py"
        well = run(python, program, target, *options, kept, corpus, stdout=out, stderr=subprocess.STDOUT)
    print(f"{target:<16} {_figures(log.read_text(errors='replace'))}", flush=True)
    if not well:
        print(f"{target:<16} FAILED, see {log}", flush=True)
        return False
    return run(sys.executable, "scripts/fuzzing/growth.py", target, kept, corpus)


def _figures(log: str) -> str:
    """Return how often it ran, and what of the code it reached, as libFuzzer tells it."""
    lines = log.splitlines()
    executed = next((line.split()[-1] for line in lines if line.startswith("stat::number_of_executed")), "?")
    progress = [line for line in lines if " cov: " in line]
    reached = progress[-1].split(" cov: ")[1].split()[0] if progress else "?"
    return f"{executed} executions, {reached} edges"


def main() -> None:
    """Fuzz what is named, or everything."""
    known = [*TARGETS, "api"]
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("target", nargs="*", metavar="TARGET", help=", ".join(known))
    parser.add_argument("--seconds", type=int, default=60, help="for each target (default: %(default)s)")
    asked = parser.parse_args()
    if unknown := set(asked.target) - set(known):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    targets = asked.target or known
    well = True
    if "api" in targets:
        os.environ["FUZZ_SECONDS"] = str(asked.seconds)
        well = run(sys.executable, "-m", "pytest", "-n", "0", "-q", "tests/signaling/test_api_description.py")
    named = [target for target in targets if target != "api"]
    python = interpreter() if named else Path()
    results = [fuzz(target, asked.seconds, python) for target in named]
    sys.exit(0 if well and all(results) else 1)


if __name__ == "__main__":
    main()
