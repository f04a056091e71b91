// Submissions on their way. Each has the key that was made on this phone; the service counts a key
// once, so sending again is always safe. Used by pages and by the service worker.
//
// States: waiting → sent, or invalid | closed | nobody | gone | big: then a person has to look.
self.queue = (() => {
  const PATIENCE = 20000; // milliseconds for one request
  const SHOWN = 10 * 60 * 1000; // what was sent is shown so long
  const REMEMBERED = 30 * 24 * 3600 * 1000; // and known so long: a draft of it is no draft any more
  const channel = self.BroadcastChannel ? new BroadcastChannel("gesprekstafel-queue") : null;
  const listeners = [];

  const tell = (own = true) => {
    listeners.forEach((listener) => listener());
    if (own) channel?.postMessage("changed");
  };
  if (channel) channel.onmessage = () => tell(false);

  // A number for a text (cyrb53, public domain): whether a draft is what was sent.
  const digest = (pairs) => {
    let [high, low] = [0xdeadbeef, 0x41c6ce57];
    for (const letter of JSON.stringify(pairs)) {
      const code = letter.codePointAt(0);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    return (high >>> 0) * 2 ** 21 + ((low >>> 0) & 0x1fffff);
  };

  const request = async (address, options = {}) => {
    const stop = self.AbortController ? new AbortController() : null;
    const timer = setTimeout(() => stop?.abort(), PATIENCE);
    try {
      return await fetch(address, { credentials: "same-origin", cache: "no-store", ...options, signal: stop?.signal });
    } finally { clearTimeout(timer); }
  };

  const STATES = { 403: "nobody", 404: "gone", 409: "closed", 413: "big", 422: "invalid" };
  // What becomes of one submission: { state, problem, away }. `away`: nobody answered at all.
  const deliver = async (entry) => {
    try {
      const found = await request(`/m/${entry.meeting}/token`);
      if (!found.ok) return { state: STATES[found.status] === "gone" ? "gone" : "waiting" };
      const { token, owner } = await found.json();
      if (owner !== entry.owner) return { state: "nobody" };
      const body = new URLSearchParams([...entry.pairs, ["key", entry.id], ["csrf_token", token]]);
      const answer = await request(entry.path, { method: "POST", body, headers: { "X-Queue": entry.owner } });
      if (answer.ok) return (await answer.json()).stored ? { state: "sent" } : { state: "waiting" };
      const problems = answer.status === 422 ? (await answer.json()).problems : [];
      return { state: STATES[answer.status] || "waiting", problem: problems[0] || "" };
    } catch { return { state: "waiting", away: true }; }
  };

  const settle = async (entry, became) => {
    const now = await store.get("queue", entry.id);
    // Changed or taken out while it was on its way: what is newer stays as it is.
    if (!now || now.at !== entry.at) return became;
    if (became.state === "sent") {
      const { id, owner, meeting, path, title, pairs } = entry;
      const late = Boolean(now.late || now.tries);
      await store.put("queue", { id, owner, meeting, path, title, late, state: "sent", digest: digest(pairs), at: Date.now() });
      const draft = await store.get("drafts", `${owner} ${path}`);
      if (draft && digest(draft.pairs) === digest(pairs)) await store.remove("drafts", draft.id);
    } else {
      await store.put("queue", { ...entry, ...became, tries: (entry.tries || 0) + 1 });
    }
    tell();
    return became;
  };

  // One at a time, whichever tab or worker it is. Without locks (no TLS): the key is enough.
  const alone = (act) => (self.navigator?.locks ? navigator.locks.request("gesprekstafel-queue", act) : act());

  const send = (id) => alone(async () => {
    const entry = await store.get("queue", id);
    if (!entry) return { state: "gone" };
    return entry.state === "sent" ? { state: "sent" } : settle(entry, await deliver(entry));
  });

  // `also`: states that are worth another try besides "waiting". True when nothing waits any more.
  const flush = async (also = []) => {
    const wanted = ["waiting", ...also];
    const entries = (await store.all("queue")).filter((entry) => wanted.includes(entry.state));
    for (const entry of entries.sort((one, other) => one.at - other.at)) {
      const { state, away } = await send(entry.id);
      if (away) return false;
      if (state === "waiting") return false;
    }
    return true;
  };

  const add = async (entry) => {
    await store.put("queue", { ...entry, state: "waiting", tries: 0, at: Date.now() });
    tell();
  };
  // It takes longer than somebody waits for: then it is said when it has arrived.
  const takesLong = async (id) => {
    const entry = await store.get("queue", id);
    if (entry && entry.state !== "sent") await store.put("queue", { ...entry, late: true });
  };
  const remove = async (id) => { await store.remove("queue", id); tell(); };
  const of = async (owner) => {
    const entries = await store.all("queue");
    const age = ({ state, at }) => (state === "sent" ? Date.now() - at : 0);
    for (const entry of entries) if (age(entry) > REMEMBERED) await store.remove("queue", entry.id);
    return entries.filter((entry) => entry.owner === owner && age(entry) < SHOWN).sort((one, other) => one.at - other.at);
  };
  // Whether these words, with this key, have arrived.
  const arrived = async (key, pairs) => {
    const entry = key && await store.get("queue", key).catch(() => null);
    return entry?.state === "sent" && entry.digest === digest(pairs);
  };
  const forget = async (owner) => {
    const votes = Object.keys(self.localStorage || {}).filter((key) => key.startsWith(`gesprekstafel-votes ${owner} `));
    votes.forEach((key) => self.localStorage.removeItem(key));
    for (const kind of ["drafts", "queue"]) {
      for (const entry of await store.all(kind)) if (entry.owner === owner) await store.remove(kind, entry.id);
    }
    tell();
  };
  return { add, takesLong, send, flush, remove, of, forget, arrived, changed: (listener) => listeners.push(listener) };
})();
