"""What a page did that its Content-Security-Policy forbids, told by the browser itself."""

from __future__ import annotations

from playwright.async_api import BrowserContext

LISTEN = """addEventListener("securitypolicyviolation", (e) => tellViolation(
  `${location.pathname}: ${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ` +
  `${e.sample}`), true);"""


async def listen(context: BrowserContext, told: list[str]) -> None:
    """Every violation on every page of this browser, from its first moment on, goes into `told`."""

    def tell(violation: str) -> None:
        told.append(violation)

    await context.expose_function("tellViolation", tell)
    await context.add_init_script(LISTEN)
