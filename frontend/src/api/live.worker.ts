/**
 * SharedWorker that holds the one event stream of this browser and hands its events to every tab.
 * A browser opens at most six HTTP/1.1 connections to an origin; a stream per tab would stall the seventh tab.
 */
const scope = globalThis as unknown as { onconnect: ((event: MessageEvent) => void) | null };
const ports = new Set<MessagePort>();
const names = new Set<string>();
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;
let source: EventSource | null = null;
let wait = FIRST_WAIT;
let lost = false;
let isOnline = false;
let timer: ReturnType<typeof setTimeout> | undefined;

function broadcast(message: unknown): void {
  for (const port of ports) port.postMessage(message);
}

function setOnline(next: boolean): void {
  isOnline = next;
  broadcast({ status: next ? 'online' : 'offline' });
}

function listen(name: string): void {
  names.add(name);
  source?.addEventListener(name, (event) => broadcast({ name, data: (event as MessageEvent<string>).data }));
}

function open(): void {
  if (source || ports.size === 0) return;
  source = new EventSource('/live');
  for (const name of names) listen(name);
  source.onopen = () => {
    wait = FIRST_WAIT;
    setOnline(true);
    if (lost) broadcast({ name: 'resync', data: '{}' });
    lost = false;
  };
  source.onerror = () => {
    setOnline(false);
    // CONNECTING: the browser comes back by itself with Last-Event-ID. CLOSED: the server refused, ask again later.
    if (source?.readyState !== EventSource.CLOSED) return;
    close();
    lost = true;
    timer = setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
}

function close(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function receive(port: MessagePort, message: { type: string; name?: string }): void {
  if (message.type === 'bye') ports.delete(port);
  if (message.type === 'hello') ports.add(port);
  if (message.type === 'listen' && message.name && !names.has(message.name)) listen(message.name);
  if (message.type === 'stop') close();
  if (ports.size === 0) close();
  else if (message.type === 'hello') open();
}

scope.onconnect = (event) => {
  const port = event.ports[0];
  ports.add(port);
  port.onmessage = (message) => receive(port, message.data);
  port.start();
  if (source) port.postMessage({ status: isOnline ? 'online' : 'offline' });
};
