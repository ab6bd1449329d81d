// Runs peermap_app/ui/push/asking.js and assets/nobody-here.js in a pretended browser.
// In: {browser: {agent, push, homeScreen}, states: [...]} as JSON. Out: {asks, shown, answer, cleared} as JSON.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const [asking, nobodyHere, given] = process.argv.slice(2);
const { browser, states } = JSON.parse(given);
const said = { asks: 0, shown: [], cleared: 0 };
const Notification = { requestPermission: async () => ((said.asks += 1), "granted") };
const navigator = { userAgent: browser.agent, clearAppBadge: async () => void (said.cleared += 1) };
const window = {};
if (browser.push) {
  navigator.serviceWorker = {};
  Object.assign(window, { PushManager: {}, Notification });
}
const matchMedia = () => ({ matches: browser.homeScreen });
for (const [name, value] of Object.entries({ navigator, window, Notification, matchMedia }))
  Object.defineProperty(globalThis, name, { value, configurable: true });

const { asked, can, shows } = await import(asking);
for (const state of states) said.shown.push(shows({ ...state, permission: can() ? state.permission : "none" }));
said.asksBefore = said.asks; // a page that was only looked at has asked nobody
if (can()) said.answer = await asked();
const door = readFileSync(nobodyHere, "utf8").replace(/^import .*$/m, "");
vm.runInNewContext(door, { navigator, nobodyIsHere: () => undefined });
console.log(JSON.stringify(said));
