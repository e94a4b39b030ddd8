/*
 * Keeps the program, not the data: a reload without the server opens with the lists that this browser has kept. The data lie in
 * IndexedDB under the rules of decision 0012; here are only files that are the same for everybody, and the shell, which names a user.
 */
const FILES = {{ files|safe }};
const PROGRAM = 'linkspan-program';
const SHELL = 'linkspan-shell';
const KEY = '/';
const BUILD = 'X-Linkspan-Build';
const KEPT_AT = 'X-Linkspan-Kept';
/** As long as the kept lists. */
const MAX_AGE = 24 * 3600_000;
/** What a proxy answers when the server behind it is gone. */
const GONE = [502, 504];
const NO_PAGE = /^\/(api|accounts|static)\/|^\/(live|health|worker\.js)$/;

async function keepProgram() {
  const program = await caches.open(PROGRAM);
  const missing = async (file) => (await program.match(file)) ?? program.add(file);
  await Promise.all(FILES.map(missing));
}

async function forgetOldFiles() {
  const program = await caches.open(PROGRAM);
  const isOld = ({ url }) => !FILES.includes(new URL(url).pathname);
  await Promise.all((await program.keys()).filter(isOld).map((request) => program.delete(request)));
}

const isShell = (answer) => answer.ok && answer.type === 'basic' && !answer.redirected && answer.headers.has(BUILD);

/** With its own policy and nonce; what it is packed in is unpacked by now. */
async function keepShell(answer) {
  const headers = new Headers(answer.headers);
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  headers.set(KEPT_AT, String(Date.now()));
  const shell = await caches.open(SHELL);
  await shell.put(KEY, new Response(await answer.blob(), { headers }));
}

async function keptShell() {
  const shell = await caches.match(KEY, { cacheName: SHELL, ignoreVary: true });
  const age = Date.now() - Number(shell?.headers.get(KEPT_AT));
  return age >= 0 && age < MAX_AGE ? shell : undefined;
}

/** The server's answer wherever there is one. */
async function page(event) {
  let answer;
  try {
    answer = (await event.preloadResponse) ?? (await fetch(event.request));
  } catch (problem) {
    const shell = await keptShell();
    if (shell) return shell;
    throw problem;
  }
  if (isShell(answer)) event.waitUntil(keepShell(answer.clone()));
  // Sent to log-in: the session is over, and with it what it left here.
  else if (answer.type === 'opaqueredirect') event.waitUntil(caches.delete(SHELL));
  else if (GONE.includes(answer.status)) return (await keptShell()) ?? answer;
  return answer;
}

async function file(request) {
  return (await caches.match(request, { cacheName: PROGRAM, ignoreVary: true })) ?? fetch(request);
}

addEventListener('install', (event) => {
  event.waitUntil(keepProgram().then(() => skipWaiting()));
});

addEventListener('activate', (event) => {
  const begin = async () => {
    await registration.navigationPreload?.enable();
    await forgetOldFiles();
    await clients.claim();
    // The page that brought this worker came without it.
    const answer = await fetch(KEY, { redirect: 'manual' }).catch(() => undefined);
    if (answer && isShell(answer)) await keepShell(answer);
  };
  event.waitUntil(begin());
});

addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== location.origin) return;
  if (mode === 'navigate') {
    if (!NO_PAGE.test(pathname)) event.respondWith(page(event));
  } else if (FILES.includes(pathname)) event.respondWith(file(event.request));
});
