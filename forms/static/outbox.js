// Handing in: a form goes into the queue, from there to the service, and the page says how it stands.
(() => {
  const box = document.querySelector("[data-outbox]");
  const { owner, meeting } = document.body.dataset;
  if (!box || !owner || !window.fetch || !window.URLSearchParams || !window.store) return;
  const list = box.querySelector("ul");
  const pattern = box.querySelector("template").content.firstElementChild;
  const SLOW = 8000, FIRST = 3000, LAST = 60000; // milliseconds
  const form = document.querySelector("form[data-queue]");
  const atList = document.querySelector("#activities"); // what arrived late is said here
  const waited = new Set(); // what this page said of that it waits: it also says when it has gone
  let lasts = true;
  let current, tries = 0, timer;

  // ----- what is shown
  const says = (entry) => {
    const word = { ...box.dataset };
    if (entry.kind) {
      for (const name of ["waiting", "sent", "refused"]) word[name] = box.getAttribute(`data-${entry.kind}-${name}`);
      word.waitingText = box.getAttribute(`data-${entry.kind}-text`);
      word.sentText = "";
    }
    if (entry.state === "sent") return [word.sent, word.sentText];
    if (entry.state === "waiting") {
      const why = entry.why && box.getAttribute(`data-${entry.why}`);
      return [word.waiting, lasts ? why || word.waitingText : [why, word.waitingOpen].filter(Boolean).join(" ")];
    }
    return [word.refused, [entry.problem, word[entry.state], entry.state === "big" && longest(entry)].filter(Boolean).join(" ")];
  };
  // Which of the texts is worth making shorter.
  const longest = (entry) => {
    const [text = ""] = texts(entry).sort((one, other) => other.length - one.length);
    return text && box.dataset.longest.replace("{n}", text.length).replace("{words}", text.slice(0, 40));
  };
  const texts = (entry) => (entry.pairs || []).filter(([name, value]) => value.trim() && /(^|-)text$|^q_[^-]+$/.test(name) && /\s/.test(value.trim())).map(([, value]) => value);
  const quote = (text) => Object.assign(document.createElement("p"), { className: "quote", textContent: text });
  const line = (entry) => {
    const item = pattern.cloneNode(true);
    const [state, text] = says(entry);
    item.dataset.state = entry.state;
    item.querySelector("[data-title]").textContent = entry.title;
    item.querySelector("[data-state]").textContent = state;
    item.querySelector("[data-text]").textContent = text;
    const words = item.querySelector("[data-words]");
    const said = texts(entry);
    words.hidden = entry.state === "sent" || !said.length;
    words.querySelector("div").replaceChildren(...said.map(quote));
    const now = item.querySelector("[data-now]");
    now.hidden = !["waiting", "closed", "nobody"].includes(entry.state);
    now.addEventListener("click", () => go(["closed", "nobody"], true));
    choices(item, entry);
    const change = item.querySelector("[data-change]");
    change.hidden = entry.state === "sent" || entry.kind === "withdraw" || entry.state === "conflict" || entry.path === location.pathname && !form?.hidden;
    change.href = entry.state === "nobody" ? `${root}m/${entry.meeting}` : entry.path;
    if (entry.state === "nobody") change.textContent = box.dataset.signIn;
    change.addEventListener("click", (event) => {
      if (entry.path !== location.pathname || entry.state === "nobody") return;
      event.preventDefault();
      reopen();
    });
    return item;
  };
  // What changes or withdraws something can still be given up; and when something else stands there
  // by now, whoever wrote it chooses.
  const choices = (item, entry) => {
    const conflict = entry.state === "conflict", word = box.dataset;
    const there = item.querySelector("[data-there]"), mine = item.querySelector("[data-mine]"), theirs = item.querySelector("[data-theirs]");
    there.hidden = !conflict || !entry.there.text;
    if (!there.hidden) there.append(quote(entry.there.text));
    item.querySelector("[data-words]").open = conflict;
    mine.hidden = !conflict;
    mine.textContent = entry.kind === "withdraw" ? word.withdrawStill : word.takeMine;
    mine.addEventListener("click", async () => {
      await store.put("queue", { ...entry, seen: entry.there.version, state: "waiting", after: 0, at: Date.now() });
      go([], true);
    });
    theirs.hidden = !entry.kind || entry.state === "sent";
    theirs.textContent = conflict ? word.leave : word.cancel;
    theirs.addEventListener("click", async () => {
      await drafts.drop(`${owner} ${entry.path}`);
      await queue.remove(entry.id);
      if (entry.id === current) reopen();
    });
  };
  const show = async () => {
    lasts = await store.lasts();
    const entries = await queue.of(owner);
    const shown = entries.filter(({ id, state, late }) => (id === current ? form.hidden : state !== "sent" || waited.has(id) || (late && atList)));
    shown.filter(({ state }) => state !== "sent").forEach(({ id }) => waited.add(id));
    const lines = shown.map(line);
    if (list.innerHTML !== lines.map((one) => one.outerHTML).join("")) list.replaceChildren(...lines);
    box.hidden = !lines.length;
    document.querySelectorAll("[data-unsent]").forEach((element) => { element.hidden = !entries.some(({ state }) => state !== "sent"); });
    if (current && entries.find(({ id }) => id === current)?.state === "sent" && form?.hidden) box.querySelector("[data-onward]").hidden = false;
  };
  const reopen = () => {
    form.hidden = false;
    release();
    show();
    form.querySelector("textarea, input:not([type=hidden]), select")?.focus();
  };

  // ----- sending
  const go = async (also = [], pressed = false) => {
    clearTimeout(timer);
    const wait = await queue.flush(also, pressed);
    await show();
    tries = wait === null ? 0 : tries + 1;
    if (wait !== null) timer = setTimeout(go, Math.max(wait, Math.min(FIRST * 2 ** tries, LAST) * (0.8 + Math.random() * 0.4)));
  };
  const later = () => navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("queue")).catch(() => {});
  const wake = () => { if (document.visibilityState === "visible") { tries = 0; go(); } };
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("pageshow", wake);
  document.body.addEventListener("live-open", wake);
  document.body.addEventListener("live-activity", () => go(["closed"])); // it may be open again
  queue.changed(show);

  // ----- handing in
  const button = form?.querySelector("[data-busy]");
  const release = () => { delete form.dataset.sent; if (button?.dataset.idle) button.textContent = button.dataset.idle; };
  const wait = (time) => new Promise((resolve) => setTimeout(resolve, time, { state: "waiting", away: true }));
  const handIn = async () => {
    current = form.elements.key.value;
    const { title, kind } = form.dataset;
    const pairs = window.drafts.read ? drafts.read() : [];
    const entry = { id: current, owner, meeting, path: new URL(form.action).pathname, title, kind, seen: form.elements.seen?.value, pairs };
    try { await queue.add(entry); } catch { form.submit(); return; }
    later();
    const { state, away } = await Promise.race([queue.send(current), wait(SLOW)]);
    document.body.dispatchEvent(new CustomEvent(away ? "unanswered" : "answered"));
    if (state === "sent") await received(entry);
    else if (["waiting", "big", "gone"].includes(state)) held();
    else await natively();
  };
  const received = async (entry) => {
    if (drafts.id) await drafts.drop(drafts.id);
    location.assign(form.dataset.done || `${root}m/${meeting}?received=${entry.path.split("/").pop()}`);
  };
  // Not sent yet: it is kept, and goes by itself.
  const held = async () => {
    form.hidden = true;
    await queue.takesLong(current);
    await show();
    box.focus();
    go();
  };
  // It was not taken: the service says why on its own page, with everything still on it.
  const natively = async () => {
    await queue.remove(current);
    try {
      const { token } = await (await fetch(`${root}m/${meeting}/token`, { cache: "no-store" })).json();
      form.elements.csrf_token.value = token;
    } catch { /* then it says so */ }
    form.submit();
  };
  // A page that was kept on the phone may be used once more: that is another act.
  if (form?.dataset.kind === "withdraw") form.elements.key.value = queue.key();
  form?.addEventListener("submit", (event) => {
    if (event.submitter?.name === "more") return;
    event.preventDefault();
    if (form.dataset.sent) return; // a second tap
    form.dataset.sent = "yes";
    if (button) { button.dataset.idle = button.textContent; button.textContent = button.dataset.busy; }
    handIn();
  });
  show();
  go(["closed", "nobody"]);
})();
