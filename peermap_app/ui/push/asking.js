// What the card of alerts on this phone shows of the browser, and when the browser asks its owner: only at a tap on the button.

export const can = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

// Apple's phones take pushes of a page that was put on the home screen, and of no other.
const needsHomeScreen = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) && !matchMedia("(display-mode: standalone)").matches;

/** "on", "off", "blocked" (the browser said no), "ios" (to the home screen first) or "cannot".
    permission: the browser's, "none" where it has none to give; here: the server has this browser; held: so has the browser. */
export function shows({ permission, here, held }) {
  if (permission === "none") return needsHomeScreen() ? "ios" : "cannot";
  if (permission === "denied") return "blocked";
  return here && held && permission === "granted" ? "on" : "off";
}

/** Ask the owner of this browser, once: what they answered. */
export const asked = () => Notification.requestPermission();
