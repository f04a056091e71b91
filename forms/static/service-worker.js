// Keeps the files and the pages of a meeting on the phone, so that they also open without a
// connection; and sends what waits, where the browser can do that in the background.
// The service puts SHELL (version, files, the page for "no connection"), store.js and queue.js before
// this.
// Caches are of the host, where more may stand.
const FILES = `${root} files-${SHELL.version}`;
const PAGES = `${root} pages-${SHELL.version}`;
// Of what stands behind the root.
const KEPT = /^(m\/[a-z0-9]+(\/(\d+(\/vote)?|who|self-study))?)?$/; // pages worth keeping
// What somebody handed in: only where it is the own phone, which the page knows and asks for.
const OWN = /^r\/[a-z0-9-]+(\/(statements|forms)\/\d+(\/withdraw)?)?$/;
const ELSEWHERE = /^(facilitate|screen|live)(\/|$)/; // never touched here
const LANGUAGE = /^language\//; // chooses another: what is kept is in the one of before
const PATIENCE = 10000; // milliseconds before a page that is on the phone is shown instead

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const files = await caches.open(FILES);
    await files.addAll([...SHELL.files, SHELL.away]);
    await self.skipWaiting();
  })());
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(`${root} `) && ![FILES, PAGES].includes(name)).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

const below = (pathname) => pathname.slice(root.length);
const keep = async (request, answer, asked = false) => {
  const { pathname, origin } = new URL(request.url || request, self.location);
  const wanted = KEPT.test(below(pathname)) || (OWN.test(below(pathname)) && (asked || await known(request)));
  if (!answer.ok || answer.redirected || !wanted) return;
  const pages = await caches.open(PAGES);
  await pages.put(`${origin}${pathname}`, answer);
};
const known = async (request) => {
  const { pathname, origin } = new URL(request.url);
  const pages = await caches.open(PAGES);
  return pages.match(`${origin}${pathname}`);
};
const language = async (request) => {
  const answer = await fetch(request);
  await caches.delete(PAGES);
  return answer;
};
const page = async (request) => {
  const stored = await known(request);
  const fetched = fetch(request).then((answer) => { keep(request, answer.clone()).catch(() => {}); return answer; });
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, stored));
  try {
    return (await (stored ? Promise.race([fetched, late]) : fetched)) || stored;
  } catch {
    return stored || (await caches.match(SHELL.away)) || Response.error();
  }
};
// A file has its content in its address: what is kept is right.
const file = async (request) => {
  const files = await caches.open(FILES);
  const stored = await files.match(request);
  if (stored) return stored;
  const answer = await fetch(request);
  if (answer.ok) files.put(request, answer.clone()).catch(() => {});
  return answer;
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url), path = below(address.pathname);
  if (request.method !== "GET" || !request.url.startsWith(new URL(root, self.location)) || ELSEWHERE.test(path)) return;
  if (address.searchParams.has("v") && /^(static\/|phone\.js$)/.test(path)) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(LANGUAGE.test(path) ? language(request) : page(request));
});

// { keep: [addresses], owner }: these pages too, if they are not here yet. Another owner: the pages
// of the one before go.
// { forget: true }: all pages go.
self.addEventListener("message", (event) => {
  const { keep: addresses = [], owner, forget } = event.data || {};
  event.waitUntil((async () => {
    const before = await (await caches.open(FILES)).match("/owner");
    if (forget || (owner && before && (await before.text()) !== owner)) await caches.delete(PAGES);
    if (owner) await (await caches.open(FILES)).put("/owner", new Response(owner));
    for (const address of addresses) {
      if (await known({ url: new URL(address, self.location).href })) continue;
      try { await keep(address, await fetch(address, { credentials: "same-origin" }), true); } catch { return; }
    }
  })());
});
self.addEventListener("sync", (event) => {
  if (event.tag !== "queue") return;
  event.waitUntil(queue.flush().then((wait) => { if (wait !== null) throw new Error("later"); }));
});
