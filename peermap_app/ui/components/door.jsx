// The doors (/sign-in, /join) are plain pages of the server, no routes of this app. Reflex can only lead to an address
// within the app, so leading to a door ends at the page for "not found"; there, this loads the address from the server.
import { useEffect } from "react";

const DOORS = ["/sign-in", "/join"];

export function Door() {
  useEffect(() => {
    // Served by the server these addresses never show this page, so a load cannot come round again.
    if (DOORS.includes(window.location.pathname.replace(/\/$/, ""))) window.location.reload();
  }, []);
  return null;
}
