// Submissions on their way. Each has the key that was made on this phone; the service counts a key
// once, so sending again is always safe. Used by pages and by the service worker.
//
// Of three kinds: a form, or what changes or withdraws something that was handed in before.
// States: waiting → sent, or invalid | closed | conflict | denied | nobody | gone | big: then a person has to
// look. A conflict: something else stands there by now, and `there` says what.
// Why it waits: "" nobody answered; "busy" the service has no time now; "fault" something broke there;
// "portal" what answered is not the service, but a network that wants somebody to log in first.
self.queue = (() => {
  const PATIENCE = 20000; // milliseconds for one request
  const SHOWN = 10 * 60 * 1000; // what was sent is shown so long
  const LONGEST = 5 * 60 * 1000; // no answer makes a phone wait longer than this
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

  // Made on this phone; the service counts it once.
  const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const request = async (address, options = {}) => {
    const stop = self.AbortController ? new AbortController() : null;
    const timer = setTimeout(() => stop?.abort(), PATIENCE);
    try {
      // The service sends nobody elsewhere here: a redirect is somebody else's.
      return await fetch(address, { credentials: "same-origin", cache: "no-store", redirect: "manual", ...options, signal: stop?.signal });
    } finally { clearTimeout(timer); }
  };

  const STATES = { 403: "nobody", 404: "gone", 409: "closed", 422: "invalid" };
  // Retry-After: seconds or a date. Not all phones of a hall come back in the same second.
  const patience = (answer) => {
    const asked = answer.headers.get("Retry-After") || "";
    const wait = /^\d+$/.test(asked) ? asked * 1000 : Date.parse(asked) - Date.now();
    return Math.min(Math.max(wait || 0, 0), LONGEST) * (1 + Math.random() / 2);
  };
  // What an answer says that does not tell what became of it.
  const unsure = (answer) => {
    if (answer.status === 413) return { state: "big" };
    const wait = patience(answer);
    if (answer.status === 429 || answer.status === 503) return { state: "waiting", why: "busy", wait };
    const portal = answer.ok || answer.type === "opaqueredirect" || [401, 403, 404, 407, 511].includes(answer.status);
    return { state: "waiting", why: portal ? "portal" : "fault", wait };
  };
  // Only the service says it like this: what a portal answers is never taken for an acknowledgement.
  const told = async (answer) => {
    if (!/^application\/json/.test(answer.headers.get("Content-Type"))) return null;
    try { return await answer.json(); } catch { return null; }
  };
  // What becomes of one submission: { state, problem, why, wait, away }. `away`: nobody answered.
  const deliver = async (entry) => {
    try {
      const found = await request(`${root}m/${entry.meeting}/token`);
      const here = await told(found);
      if (found.status === 404 && here) return { state: "gone" };
      if (!found.ok || !here?.token) return unsure(found);
      if (here.owner !== entry.owner) return { state: "nobody" };
      const seen = entry.seen ? [["seen", entry.seen]] : [];
      const body = new URLSearchParams([...entry.pairs, ...seen, ["key", entry.id], ["csrf_token", here.token]]);
      const answer = await request(entry.path, { method: "POST", body, headers: { "X-Queue": entry.owner } });
      const said = await told(answer);
      if (answer.ok && said?.stored) return { state: "sent" };
      if (said?.conflict) return { state: "conflict", problem: said.problems?.[0], there: said.conflict };
      if (entry.kind && said && answer.status === 409) return { state: "denied", problem: said.problems?.[0] };
      if (said && STATES[answer.status]) return { state: STATES[answer.status], problem: said.problems?.[0] };
      return unsure(answer);
    } catch { return { state: "waiting", away: true }; }
  };

  const settle = async (entry, became) => {
    const now = await store.get("queue", entry.id);
    // Changed or taken out while it was on its way: what is newer stays as it is.
    if (!now || now.at !== entry.at) return became;
    if (became.state === "sent") {
      const { id, owner, meeting, path, title, kind, pairs } = entry;
      const late = Boolean(now.late || now.tries);
      await store.put("queue", { id, owner, meeting, path, title, kind, late, state: "sent", digest: digest(pairs), at: Date.now() });
      const draft = await store.get("drafts", `${owner} ${path}`);
      if (draft && digest(draft.pairs) === digest(pairs)) await store.remove("drafts", draft.id);
    } else {
      const { state, problem = "", why = "", wait = 0, away = false, there } = became;
      await store.put("queue", { ...entry, state, problem, why, away, there, after: Date.now() + wait, tries: (entry.tries || 0) + 1 });
    }
    tell();
    return became;
  };

  // One at a time, whichever tab or worker it is. Without locks (no TLS): the key is enough.
  const alone = (act) => (self.navigator?.locks ? navigator.locks.request("gesprekstafel-queue", act) : act());

  // `pressed`: somebody asks for it, so that it does not matter how long the service asked to wait.
  const send = (id, also = [], pressed = false) => alone(async () => {
    const entry = await store.get("queue", id);
    if (!entry) return { state: "gone" };
    if (!["waiting", ...also].includes(entry.state)) return { state: entry.state }; // another tab was first
    const wait = (entry.after || 0) - Date.now(); // another tab may just have heard it
    if (wait > 0 && !pressed) return { state: "waiting", wait };
    return settle(entry, await deliver(entry));
  });

  // `also`: states that are worth another try besides "waiting". Gives the milliseconds that the
  // service asked to wait (0: none), or null when nothing waits any more.
  const flush = async (also = [], pressed = false) => {
    const wanted = ["waiting", ...also];
    const entries = (await store.all("queue")).filter((entry) => wanted.includes(entry.state));
    for (const entry of entries.sort((one, other) => one.at - other.at)) {
      const { state, wait = 0 } = await send(entry.id, also, pressed);
      if (state === "waiting") return wait;
    }
    return null;
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
  return { key, add, takesLong, send, flush, remove, of, forget, arrived, changed: (listener) => listeners.push(listener) };
})();
