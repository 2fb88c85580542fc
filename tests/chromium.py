"""A headless Chromium, for tests of pages and for the README's pictures of them."""

import shutil
from pathlib import Path

from selenium import webdriver

SWITCHES = (
    "headless no-sandbox disable-gpu disable-dev-shm-usage no-first-run hide-scrollbars"
    " disable-background-networking disable-component-update disable-sync"
)


def start(profile: Path) -> webdriver.Chrome:
    """Start one that keeps its data in *profile* and logs what its pages say and fetch.

    Raises:
        LookupError: if it is not installed.
    """
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    chromedriver = shutil.which("chromedriver")
    if not (chromium and chromedriver):
        raise LookupError("needs Chromium and its driver: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for switch in [*SWITCHES.split(), f"user-data-dir={profile}"]:
        options.add_argument(f"--{switch}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))
