/** The little of IndexedDB that the cache and the offline queue need: named values in two shelves of one database. */

export interface Shelf<T> {
  get: (key: string) => Promise<T | undefined>;
  put: (key: string, value: T) => Promise<void>;
  /** Read and write in one transaction, so that two tabs do not lose each other's change; answers the new value. */
  update: (key: string, change: (old: T | undefined) => T) => Promise<T>;
  remove: (key: string) => Promise<void>;
  clear: () => Promise<void>;
}

type ShelfName = 'cache' | 'queue';

const DATABASE = 'linkspan';
const SHELVES: ShelfName[] = ['cache', 'queue'];
let opening: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => SHELVES.forEach((name) => request.result.createObjectStore(name));
    request.onsuccess = () => {
      // Another tab with a newer program wants the database; whoever needs it next opens it again.
      request.result.onversionchange = () => {
        request.result.close();
        opening = null;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error('indexedDB'));
    request.onblocked = () => reject(new Error('indexedDB is held by another tab'));
  }).catch((problem: unknown) => {
    opening = null;
    throw problem;
  });
  return opening;
}

async function run<R>(name: ShelfName, mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> {
  const database = await open();
  return new Promise<R>((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = ask(transaction.objectStore(name));
    // Only a finished transaction is on the disk; the request alone may still be rolled back.
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error ?? new Error('indexedDB'));
    transaction.onabort = () => reject(transaction.error ?? new Error('indexedDB'));
  });
}

async function change<T>(name: ShelfName, key: string, turn: (old: T | undefined) => T): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(name, 'readwrite');
    const store = transaction.objectStore(name);
    const read = store.get(key) as IDBRequest<T | undefined>;
    let next: T;
    read.onsuccess = () => {
      next = turn(read.result);
      store.put(next, key);
    };
    transaction.oncomplete = () => resolve(next);
    transaction.onerror = () => reject(transaction.error ?? new Error('indexedDB'));
    transaction.onabort = () => reject(transaction.error ?? new Error('indexedDB'));
  });
}

/** A shelf on the disk of this browser. Every call rejects where the browser forbids storage (private windows of some). */
export function shelf<T>(name: ShelfName): Shelf<T> {
  return {
    get: (key) => run<T | undefined>(name, 'readonly', (store) => store.get(key)),
    put: async (key, value) => void (await run(name, 'readwrite', (store) => store.put(value, key))),
    update: (key, turn) => change(name, key, turn),
    remove: (key) => run<undefined>(name, 'readwrite', (store) => store.delete(key)),
    clear: () => run<undefined>(name, 'readwrite', (store) => store.clear()),
  };
}

/** A shelf in memory: what the tests put in its place, and what holds the queue where storage is forbidden. */
export function memoryShelf<T>(): Shelf<T> {
  const values = new Map<string, T>();
  return {
    get: (key) => Promise.resolve(values.get(key)),
    put: (key, value) => Promise.resolve(void values.set(key, structuredClone(value))),
    update: (key, turn) => {
      const next = structuredClone(turn(values.get(key)));
      values.set(key, next);
      return Promise.resolve(next);
    },
    remove: (key) => Promise.resolve(void values.delete(key)),
    clear: () => Promise.resolve(values.clear()),
  };
}
