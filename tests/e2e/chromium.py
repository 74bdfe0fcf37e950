"""Headless Chromium that stays on this machine; each process can have its own camera and microphone."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Playwright

from tests.e2e.fake_devices import Camera, Identity, write_camera, write_microphone

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")

SWITCHED_OFF = (
    "WebRtcHideLocalIpsWithMdns",
    # Hidden popups of the address bar, each a page that costs CPU for every context:
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    # Playwright's own, in the switch that ours replaces:
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--metrics-recording-only",
    "--disable-extensions",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
    "--proxy-server=direct://",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
    "--allow-loopback-in-peer-connection",
    f"--disable-features={','.join(SWITCHED_OFF)}",
    "--use-fake-ui-for-media-stream",
)


def executable() -> str:
    """Answer which program is the browser."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError(f"none of {', '.join(NAMES)} is installed; scripts/setup test installs Chromium")
    return found


async def context_in(
    browser: Browser, locale: str, *, has_touch: bool = False, runs_scripts: bool = True
) -> BrowserContext:
    """Open a window nobody has used before; its pages leave out motion, which costs CPU all the time."""
    return await browser.new_context(
        locale=locale, has_touch=has_touch, java_script_enabled=runs_scripts, reduced_motion="reduce"
    )


async def launch(playwright: Playwright, *options: str, program: Path | None = None) -> Browser:
    """Start a process; without devices among the options it has Chromium's own test picture and beep."""
    default = "--use-fake-device-for-media-stream=device-count=1,fps=5"
    fake = () if any("fake-device-for" in option for option in options) else (default,)
    return await playwright.chromium.launch(
        executable_path=program or executable(), headless=True, args=[*FLAGS, *fake, *options]
    )


def devices_of(identity: Identity, folder: Path, camera: Camera) -> tuple[str, ...]:
    """Write the participant's camera and microphone into a folder, and name them to Chromium."""
    picture = write_camera(folder / f"{identity.name}.y4m", identity, camera)
    sound = write_microphone(folder / f"{identity.name}.wav", identity)
    return (
        f"--use-fake-device-for-media-stream=device-count=1,fps={camera.fps}",
        f"--use-file-for-fake-video-capture={picture}",
        f"--use-file-for-fake-audio-capture={sound}",
    )
