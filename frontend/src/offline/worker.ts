/** The service worker, which keeps the program so that it opens without the server. The server writes it: it names the files. */
const SHELL = 'linkspan-shell';

/** Call once. Plain HTTP from another computer has no workers; everything works there but a reload without the server. */
export function startWorker(): void {
  const isBuilt = document.querySelector('meta[name="linkspan-build"]') !== null;
  if (!isBuilt || !('serviceWorker' in navigator)) return;
  // Where storage is forbidden there is no worker either.
  addEventListener('load', () => void navigator.serviceWorker.register('/worker.js').catch(() => undefined));
}

/** At log-out: the next reload asks the server who this is. */
export async function forgetShell(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(SHELL);
}
