// Where this device keeps what is not acknowledged yet: IndexedDB, else localStorage (a private
// window of an old phone), else memory. Used by pages and by the service worker.
// `root`: the path that the service stands at, "/" or such as "/gesprekstafel/"; this script lies there.
self.root = new URL(".", self.document?.currentScript?.src || self.location).pathname;
self.store = (() => {
  const KINDS = ["drafts", "queue"];

  const memory = () => {
    const kept = new Map();
    const name = (kind, id) => `${kind} ${id}`;
    return {
      get: async (kind, id) => kept.get(name(kind, id)) || null,
      put: async (kind, value) => { kept.set(name(kind, value.id), value); },
      remove: async (kind, id) => { kept.delete(name(kind, id)); },
      all: async (kind) => [...kept].filter(([key]) => key.startsWith(`${kind} `)).map(([, value]) => value),
    };
  };

  const local = () => {
    const name = (kind, id) => `store:${kind} ${id}`;
    const storage = self.localStorage;
    storage.setItem("store:try", "1");
    storage.removeItem("store:try");
    return {
      get: async (kind, id) => JSON.parse(storage.getItem(name(kind, id))),
      put: async (kind, value) => { storage.setItem(name(kind, value.id), JSON.stringify(value)); },
      remove: async (kind, id) => { storage.removeItem(name(kind, id)); },
      all: async (kind) => Object.keys(storage)
        .filter((key) => key.startsWith(name(kind, "")))
        .map((key) => JSON.parse(storage.getItem(key))),
    };
  };

  const answered = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  // "strict": on the disk when it is done, so that an empty battery does not matter.
  const begin = (base, kind, mode) => {
    try { return base.transaction(kind, mode, { durability: "strict" }); } catch { return base.transaction(kind, mode); }
  };
  const write = (base, kind, act) => new Promise((resolve, reject) => {
    const change = begin(base, kind, "readwrite");
    change.oncomplete = () => resolve();
    change.onerror = change.onabort = () => reject(change.error);
    act(change.objectStore(kind));
    if (change.commit) change.commit();
  });
  const indexed = async () => {
    const request = indexedDB.open(`gesprekstafel${root.slice(0, -1)}`, 1);
    request.onupgradeneeded = () => KINDS.forEach((kind) => request.result.createObjectStore(kind, { keyPath: "id" }));
    const base = await answered(request);
    base.onversionchange = () => base.close();
    return {
      get: async (kind, id) => (await answered(begin(base, kind, "readonly").objectStore(kind).get(id))) || null,
      put: (kind, value) => write(base, kind, (rows) => rows.put(value)),
      remove: (kind, id) => write(base, kind, (rows) => rows.delete(id)),
      all: (kind) => answered(begin(base, kind, "readonly").objectStore(kind).getAll()),
    };
  };

  const fallback = () => { try { return local(); } catch { lasting = false; return memory(); } };
  let lasting = true;
  const place = indexed().catch(fallback);
  const call = (name) => async (...values) => (await place)[name](...values);
  return { get: call("get"), put: call("put"), remove: call("remove"), all: call("all"), lasts: async () => { await place; return lasting; } };
})();
