/**
 * The key by which this device proves that it is the booth that was enrolled. The browser makes it, keeps it, and
 * lets nobody have its secret half, this page included.
 */

const DATABASE = "callrouter-booth";
const STORE = "keys";
const OWN = "device";
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;
/** What is signed begins with this, so that the key signs for nothing else. */
const SIGNED = "callrouter booth ";

export interface NewKey {
  /** To register with the code. */
  readonly public: string;
  /** Keep it from now on; what was kept before is no key of a booth any more. */
  keep(): Promise<void>;
}

export async function makeKey(): Promise<NewKey> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const spki = await crypto.subtle.exportKey("spki", pair.publicKey);
  return {
    public: base64(spki),
    keep: async () => {
      await inStore("readwrite", (store) => store.put(pair.privateKey, OWN));
      // Or the browser may throw it away when it wants room.
      await navigator.storage.persist();
    },
  };
}

/** Sign a challenge; null when this device has no key, or can't get at it. */
export async function prove(challenge: string): Promise<string | null> {
  try {
    const key = await inStore<CryptoKey | undefined>("readonly", (store) => store.get(OWN));
    if (!key) return null;
    const words = new TextEncoder().encode(SIGNED + challenge);
    return base64(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, words));
  } catch {
    return null;
  }
}

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}

async function inStore<Value>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<Value> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await outcome<IDBDatabase>(opening);
  try {
    const transaction = database.transaction(STORE, mode);
    const value = outcome<Value>(act(transaction.objectStore(STORE)));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    return await value;
  } finally {
    database.close();
  }
}

function outcome<Value>(request: IDBRequest): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as Value);
    request.onerror = () => reject(request.error);
  });
}
