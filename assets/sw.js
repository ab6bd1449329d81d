// The service worker keeps the shell: the offline page with its style, font and icon, and built files
// whose names carry a digest of their content. Never a page, an answer or anything else of a case:
// whatever is not named below goes to the network untouched (product.md, rules 3 and 11).
"use strict";

const SHELL = "peermap-shell-2";
const BUILT = "peermap-built-1";
const OFFLINE = "/offline.html";
const SHELL_FILES = [
  OFFLINE,
  "/peermap.css",
  "/fonts/atkinson-next-latin.woff2",
  "/icons/icon.svg",
];
const MOST_BUILT = 150; // a build has about 50 files; older ones leave first

const isBuilt = (url) => /^\/(assets|fonts|icons)\/[\w.-]+\.(js|css|woff2|svg|png)$/.test(url.pathname);

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(SHELL_FILES.map((file) => new Request(file, { cache: "reload" }))))
      .then(() => self.skipWaiting()),
  );
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
  const shell = await caches.match(event.request, { cacheName: SHELL });
  const answer = shell ?? (await fetch(event.request));
  if (!shell && answer.ok && answer.type === "basic") {
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

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fromNetworkOrOfflinePage(request));
  else if (isBuilt(url)) event.respondWith(fromCacheOrNetwork(event));
  else if (SHELL_FILES.includes(url.pathname)) event.respondWith(fromNetworkOrShell(request));
});
