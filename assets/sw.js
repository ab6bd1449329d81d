// The service worker keeps the shell: two offline pages, a worker's and a young person's, with style, font and icon; built
// files whose names carry a digest of their content; fonts and icons, which are shown from here at once and
// looked for anew behind it, so that a changed one arrives on the next visit. Never a page, an answer or anything else of a case:
// whatever is not named below goes to the network untouched (product.md, rules 3 and 11).
"use strict";

const SHELL = "peermap-shell-4";
const BUILT = "peermap-built-2";
const OFFLINE = "/offline.html";
// A young person's: their words, a sign beside each, heard, in the language of the page that it stands for. Like the other it
// is the same for everybody: nothing of a drawing is in it.
const AWAY = "/away";
const YOUNG_FILES = [AWAY, "/young.css", "/door.css", "/devices.css", "/hear.js", "/away.js"];
const SHELL_FILES = [
  OFFLINE,
  ...YOUNG_FILES,
  "/peermap.css",
  "/fonts/atkinson-next-latin.woff2",
  "/icons/icon.svg",
];
const MOST_BUILT = 150; // a build has about 50 files; older ones leave first

const isBuilt = (url) => /^\/assets\/[\w.-]+\.(js|css|woff2|svg|png)$/.test(url.pathname);
const isDrawn = (url) => /^\/(fonts|icons)\/[\w.-]+\.(woff2|svg|png)$/.test(url.pathname);

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(SHELL_FILES.map((file) => new Request(file, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
});

// A page that was on its way while this one took over the open ones (register-sw.js).
self.addEventListener("message", (event) => {
  if (event.data === "claim") event.waitUntil(self.clients.claim());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name !== SHELL && name !== BUILT).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  );
});

async function fromNetworkOrOfflinePage(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

// "/draw", "/draw/cy", "/join?language=cy", "/join/<link>": the page that stands for it, or null for a worker's.
function awayOf(url) {
  const [, page, rest] = /^\/(draw|join)(?:\/([^/]*))?\/?$/.exec(url.pathname) ?? [];
  if (!page) return null;
  const language = page === "draw" ? rest : url.searchParams.get("language");
  return /^[a-z]{2,3}(-\w{2,8})*$/i.test(language ?? "") ? `${AWAY}?language=${language}` : AWAY;
}

// The door is opened once a drawing: there the page and what it needs are looked for anew, so that they fit together. The
// drawing itself only has to have it. What is not there (a language that is not offered) is not kept.
async function keepAway(url, away) {
  if (!url.pathname.startsWith("/join") && (await caches.match(away, { cacheName: SHELL }))) return;
  const cache = await caches.open(SHELL);
  const files = [away, "/peermap.css", ...YOUNG_FILES.filter((file) => file !== AWAY)];
  await cache.addAll(files.map((file) => new Request(file, { cache: "no-cache", credentials: "omit" })));
}

async function fromNetworkOrAway(event, url, away) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(keepAway(url, away).catch(() => undefined)); // another time, then
    return answer;
  } catch {
    const held = (path) => caches.match(path, { cacheName: SHELL });
    return (await held(away)) ?? (await held(AWAY)) ?? Response.error();
  }
}

async function fromNetworkOrShell(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { cacheName: SHELL, ignoreSearch: true })) ?? Response.error();
  }
}

async function trim(cache) {
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_BUILT)).map((request) => cache.delete(request)));
}

async function fromCacheOrNetwork(event) {
  const held = await caches.match(event.request, { cacheName: BUILT });
  if (held) return held;
  const answer = await fetch(event.request);
  if (answer.ok && answer.type === "basic") {
    const copy = answer.clone();
    event.waitUntil(
      caches.open(BUILT).then(async (cache) => {
        await cache.put(event.request, copy);
        await trim(cache);
      }),
    );
  }
  return answer;
}

async function keepNewest(request) {
  const answer = await fetch(request, { cache: "no-cache" }); // the server says whether it changed
  if (answer.ok && answer.type === "basic") {
    const cache = await caches.open(SHELL);
    await cache.put(request, answer.clone());
  }
  return answer;
}

async function fromCacheAndNewest(event) {
  const newest = keepNewest(event.request);
  event.waitUntil(newest.catch(() => undefined)); // without a connection the held one stays
  return (await caches.match(event.request, { cacheName: SHELL })) ?? newest;
}

// --- pushes: one plain sentence and nothing of what it is about (rule 11); a test holds it to words/push_words.py ---

const WAITS = "PeerMap: something waits for you.";
const WORDLESS = "•";
// Leads to the alert that waits, or to all of them; through the door first, where the session has ended.
const WAITING = "/alerts/waiting";
const LOOK = { tag: "peermap-waits", icon: "/icons/icon-192.png", badge: "/icons/icon-192.png" };
const isYoung = (path) => /^\/(draw|join|my-map)(\/|$)/.test(path);
const isShared = (path) => /^\/cases\/[^/]+\/draw\/?$/.test(path);
// Nothing is half typed there: it may be led on.
const isOnlyRead = (path) => /^\/(alerts(\/[^/]+)?|cases|waiting|flags\/[^/]+)\/?$/.test(path);
const isDoor = (path) => /^\/(sign-in|forgotten|recover|unlock)(\/|$)/.test(path);

async function pages() {
  const found = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return found.map((page) => ({ page, path: new URL(page.url).pathname }));
}

// What came is a reference alone. It says that this push came, once, and can say nothing else.
async function came(reference) {
  const body = new URLSearchParams({ d: reference });
  for (const wait of [0, 2000, 10000]) {
    if (wait) await new Promise((go) => setTimeout(go, wait));
    try {
      if ((await fetch("/reached", { method: "POST", body, credentials: "omit" })).ok) return;
    } catch {
      // without a connection just now
    }
  }
}

async function pushed(reference) {
  const open = await pages();
  if (open.some(({ path }) => isYoung(path))) return; // a young person's device: it shows none, and says that none came
  const shared = open.some(({ path }) => isShared(path));
  const look = shared ? { ...LOOK, silent: true } : { ...LOOK, renotify: true };
  await self.registration.showNotification(shared ? WORDLESS : WAITS, look);
  await self.navigator.setAppBadge?.().catch(() => undefined); // a dot: how many, a page says after signing in
  if (reference) await came(reference);
}

// Whether a page that is led on would arrive: one without a connection keeps what it shows, and when that was fresh.
async function reachesUs() {
  try {
    return (await fetch("/healthz", { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}

async function opened() {
  const open = (await pages()).filter(({ path }) => !isYoung(path) && !isShared(path) && !isDoor(path));
  const read = open.filter(({ path }) => isOnlyRead(path));
  const found = read.find(({ path }) => path.startsWith("/alerts")) ?? read[0] ?? open[0];
  if (!found) return self.clients.openWindow(WAITING);
  await found.page.focus().catch(() => undefined);
  // A form keeps what is half typed, and its bar says how many wait.
  if (read.length && (await reachesUs())) await found.page.navigate(WAITING).catch(() => undefined);
}

async function renewed(event) {
  const made =
    event.newSubscription ?? (await self.registration.pushManager.subscribe(event.oldSubscription.options));
  const body = new URLSearchParams({ subscription: JSON.stringify(made) });
  await fetch("/phone-renew", { method: "POST", body, credentials: "same-origin" });
}

self.addEventListener("push", (event) => event.waitUntil(pushed(event.data?.text() ?? "")));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened());
});
self.addEventListener("pushsubscriptionchange", (event) => {
  if (event.newSubscription || event.oldSubscription) event.waitUntil(renewed(event));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (/^\/my-map(\/|$)/.test(url.pathname)) return; // a neutral page: no offline page of ours in its place
  const away = awayOf(url);
  if (request.mode === "navigate" && away) event.respondWith(fromNetworkOrAway(event, url, away));
  else if (request.mode === "navigate") event.respondWith(fromNetworkOrOfflinePage(request));
  else if (isBuilt(url)) event.respondWith(fromCacheOrNetwork(event));
  else if (isDrawn(url)) event.respondWith(fromCacheAndNewest(event));
  else if (SHELL_FILES.includes(url.pathname)) event.respondWith(fromNetworkOrShell(request));
});
