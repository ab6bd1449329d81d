// Runs assets/sw.js between a pretended network and pretended caches, one visit after another.
// In: [{path, mode?, body, down?}] as JSON. Out: {shown: [...], held: [...], failed} as JSON.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const ORIGIN = "https://peermap.example";
const stores = new Map();
const network = { body: "", down: false };
const urlOf = (request) => (typeof request === "string" ? ORIGIN + request : request.url);

class Answer {
  ok = true;
  type = "basic";
  constructor(body) {
    this.body = body;
  }
  clone() {
    return new Answer(this.body);
  }
  static error() {
    return new Answer("error");
  }
}

function store(name) {
  if (!stores.has(name)) stores.set(name, new Map());
  const held = stores.get(name);
  return {
    addAll: async (requests) => {
      for (const each of requests) held.set(each.url, await fetch(each));
    },
    put: async (request, answer) => void held.set(urlOf(request), answer),
    keys: async () => [...held.keys()].map((url) => ({ url })),
    delete: async (request) => held.delete(urlOf(request)),
  };
}

async function fetch(request) {
  if (network.down) throw new TypeError("no connection");
  const { pathname, search } = new URL(urlOf(request));
  return new Answer(`${network.body} ${pathname}${search}`);
}

const heard = {};
const self = {
  location: { origin: ORIGIN },
  addEventListener: (kind, does) => (heard[kind] = does),
  skipWaiting: async () => undefined,
  clients: { claim: async () => undefined },
};
const caches = {
  open: async (name) => store(name),
  keys: async () => [...stores.keys()],
  delete: async (name) => stores.delete(name),
  match: async (request, { cacheName } = {}) => {
    for (const [name, held] of stores)
      if ((!cacheName || name === cacheName) && held.has(urlOf(request))) return held.get(urlOf(request));
    return undefined;
  },
};
class Request {
  constructor(path) {
    this.url = ORIGIN + path;
  }
}

vm.runInNewContext(readFileSync(process.argv[2], "utf8"), {
  self, caches, fetch, URL, Request, Response: Answer, Promise, Error,
});

async function happens(kind, more = {}) {
  const waits = [];
  const event = { waitUntil: (work) => waits.push(work), respondWith: (work) => (event.answer = work), ...more };
  heard[kind](event);
  const answer = event.answer ? await event.answer : await fetch(event.request ?? "/");
  await Promise.all(waits);
  return answer.body;
}

const visits = JSON.parse(process.argv[3]);
network.body = "first";
await happens("install");
await happens("activate");
const shown = [];
let failed = false;
for (const { path, mode = "no-cors", body, down = false } of visits) {
  Object.assign(network, { body, down });
  const visit = { request: { url: ORIGIN + path, method: "GET", mode } };
  await happens("fetch", visit).then((body) => shown.push(body), () => (failed = true));
}
const held = [...stores.values()].flatMap((each) => [...each.keys()].map((url) => url.slice(ORIGIN.length)));
console.log(JSON.stringify({ shown, held, failed }));
