// The service worker: where a screen cannot be loaded, the page without a server opens in its place, at its address.
// It keeps that page and the sheet's script, nothing of a trial. Python puts the names of both before it.

const FAILING = [502, 503, 504]; // a proxy whose server is gone
const PATIENCE = 8000; // milliseconds for a screen, before it counts as not coming
const SCREEN_PATH = /^\/[a-z]*$/;
const worker = /** @type {any} */ (self);

const fillShell = async () => {
  const cache = await caches.open(SHELL);
  await cache.addAll(SHELL_FILES);
  await worker.skipWaiting();
};

const takeOver = async () => {
  const outdated = (await caches.keys()).filter((name) => name !== SHELL);
  await Promise.all(outdated.map((name) => caches.delete(name)));
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
};

const forgetAll = () => keptOnDevice.change((store) => store.clear()).catch(() => {});
const keptOnDevice = new Outbox("itb-kept");

/** The browser's own request, begun beside this worker; asked again only where a browser has no such thing. */
const load = async (event) => (await event.preloadResponse) ?? fetch(event.request);

const screenOrSheet = async (event) => {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([load(event).catch(() => null), late]);
  if (answer && !FAILING.includes(answer.status)) return answer;
  return (await caches.match(SHELL_FILES[0])) ?? answer ?? Response.error();
};

worker.addEventListener("install", (event) => {
  event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" })?.catch(() => {}); // a tap waits for nobody
  event.waitUntil(fillShell());
});
worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));
worker.addEventListener("fetch", (event) => {
  const { mode, url } = event.request;
  const { pathname, origin } = new URL(url);
  if (origin !== location.origin) return;
  if (pathname === SIGN_OUT) event.waitUntil(forgetAll());
  if (mode === "navigate") event.respondWith(SCREEN_PATH.test(pathname) ? screenOrSheet(event) : load(event));
  else if (SHELL_FILES.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((file) => file ?? fetch(event.request)));
  }
});
