// The door, shown to a browser in which nobody is signed in (any more): pages of before that are still open there go.
import { nobodyIsHere } from "./lock.js";

nobodyIsHere();
navigator.clearAppBadge?.().catch(() => undefined); // the app's sign on a home screen counts for nobody
