// Runs the pushes of assets/sw.js between pretended pages and a pretended network.
// In: {kind, data?, pages, fails?} as JSON. Out: {shown, sent, focused, led, opened, badge} as JSON.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const ORIGIN = "https://peermap.example";
const { kind, data, pages, fails = 0, moved = null } = JSON.parse(process.argv[3]);
const said = { shown: [], sent: [], focused: [], led: [], opened: [], badge: 0 };
const heard = {};
let left = fails;
const made = (endpoint) => ({ endpoint, options: { applicationServerKey: "key" }, toJSON: () => ({ endpoint }) });
const self = {
  location: { origin: ORIGIN },
  addEventListener: (what, does) => (heard[what] = does),
  clients: {
    matchAll: async () =>
      pages.map((path) => ({
        url: ORIGIN + path,
        focus: async () => void said.focused.push(path),
        navigate: async (to) => void said.led.push([path, to]),
      })),
    openWindow: async (path) => void said.opened.push(path),
  },
  navigator: { setAppBadge: async () => void (said.badge += 1) },
  registration: {
    showNotification: async (title, look) => void said.shown.push([title, look.body ?? "", look.tag, look.silent ?? false]),
    pushManager: { subscribe: async () => made("fresh") },
  },
};
async function fetch(path, { method, body, credentials }) {
  if (left-- > 0) throw new TypeError("no connection");
  if (path === "/healthz") return { ok: true };
  said.sent.push([method, path, String(body), credentials]);
  return { ok: true };
}
const soon = (does) => setTimeout(does, 0);
vm.runInNewContext(readFileSync(process.argv[2], "utf8"), { self, fetch, URL, URLSearchParams, Promise, AbortSignal, setTimeout: soon });
const waits = [];
const event = { waitUntil: (work) => waits.push(work), notification: { close: () => undefined } };
if (data !== undefined) event.data = { text: () => data };
if (moved) Object.assign(event, { oldSubscription: made("old"), newSubscription: moved === "known" ? made("new") : null });
heard[kind](event);
await Promise.all(waits);
console.log(JSON.stringify(said));
