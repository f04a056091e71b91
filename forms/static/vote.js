// Voting without waiting: the next statement stands ready, and a vote stays on this phone until the
// service has it. A vote needs no key: one person has one vote on a statement, the last one counts.
(() => {
  const root = document.querySelector("[data-ballot]");
  if (!root) return;
  const part = (name) => root.querySelector(`[data-${name}]`);
  const form = part("vote"), card = part("card"), text = part("text"), say = part("say");
  const { ballot: address, refresh, owner } = root.dataset;
  const PORTION = Number(root.dataset.portion);
  const kept = `gesprekstafel-votes ${owner} ${address}`;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const BACK = "back", PAUSE = 350; // milliseconds in which a second tap is the same tap

  // What the service does not have yet: pairs of statement and vote, oldest first.
  let memory = [];
  const waiting = () => {
    try { return JSON.parse(localStorage.getItem(kept)) || []; } catch { return memory; }
  };
  const keep = (pairs) => {
    memory = pairs;
    try {
      if (pairs.length) localStorage.setItem(kept, JSON.stringify(pairs));
      else localStorage.removeItem(kept);
    } catch { /* full or forbidden: then only until this page closes */ }
    const note = part("on-phone");
    const words = pairs.length === 1 ? note.dataset.one : note.dataset.many.replace("0", pairs.length);
    note.hidden = !pairs.length || !late;
    if (!note.hidden && note.textContent !== words) note.textContent = words;
  };

  let queue = [], voted = 0, total = 0, isOpen = true, late = false, resting = !part("rest").hidden;
  const past = []; // what was voted on in this visit, for taking back
  // A page that comes from the phone itself is as old as it was kept: what was voted on since.
  const sinceKept = {
    get: () => { try { return JSON.parse(sessionStorage.getItem(kept)) || []; } catch { return []; } },
    add: (id) => { try { sessionStorage.setItem(kept, JSON.stringify([...sinceKept.get(), id])); } catch { /* forbidden */ } },
    remove: (id) => { try { sessionStorage.setItem(kept, JSON.stringify(sinceKept.get().filter((one) => one !== id))); } catch { /* forbidden */ } },
  };

  const read = (list) => {
    const unsent = new Map(waiting());
    const items = [...list.children].map((one) => ({ id: one.dataset.id, topic: one.dataset.topic || "", words: one.textContent }));
    voted = Number(list.dataset.voted) + items.filter(({ id }) => unsent.has(id) && unsent.get(id) !== BACK).length;
    total = Number(list.dataset.total);
    isOpen = list.dataset.open === "yes";
    return items.filter(({ id }) => !unsent.has(id) || unsent.get(id) === BACK);
  };

  let since = 0;
  const show = (lead) => {
    const [now] = queue;
    resting &&= Boolean(now);
    form.hidden = !now || !isOpen || resting;
    part("rest").hidden = !isOpen || !resting;
    part("end").hidden = Boolean(now) || !isOpen;
    part("shut").hidden = isOpen;
    part("progress").hidden = !total || !(isOpen || voted);
    // Of the portion at hand, as in portions.py.
    const full = voted > 0 && (resting || voted >= total);
    const before = Math.floor((voted - full) / PORTION) * PORTION;
    const [done, size] = [voted - before, Math.min(PORTION, total - before)];
    const bar = part("progress").querySelector("progress");
    bar.max = Math.max(size, 1);
    bar.value = done;
    const count = part("count");
    count.textContent = count.dataset.pattern.replace("#n", done).replace("#t", size);
    part("undo").hidden = !isOpen || !(past.length || firstUndo);
    part("own").hidden = !voted;
    if (!now) { if (lead) say.textContent = part("end").innerText; return; }
    if (resting) { if (lead) say.textContent = part("rest").querySelector("p").textContent; return; }
    if (form.elements.statement.value === now.id && text.textContent === now.words) return;
    form.elements.statement.value = now.id;
    text.textContent = now.words;
    part("topic").textContent = now.topic;
    part("topic").hidden = !now.topic;
    since = performance.now();
    card.classList.remove("is-new");
    void card.offsetWidth; // begin the movement anew
    card.classList.add("is-new");
    if (lead) say.textContent = `${count.textContent}. ${lead} ${now.words}`;
  };

  // One request at a time, so that a later vote on the same statement also arrives later.
  let busy = false, timer, patience = 2000;
  const again = () => { clearTimeout(timer); timer = setTimeout(flush, patience); patience = Math.min(patience * 2, 30000); };
  const settle = (id, vote) => keep(waiting().filter(([one, value]) => one !== id || value !== vote));
  const flush = async () => {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    for (let next = waiting()[0]; next; next = waiting()[0]) {
      const status = await send(...next);
      if (status === 200 || status === 410 || status === 404) {
        settle(...next);
        patience = 2000;
        if (!waiting().length) late = false;
        keep(waiting());
        continue;
      }
      late = true;
      keep(waiting());
      if (status === 409) { isOpen = false; show(); } else again();
      break;
    }
    busy = false;
  };
  const send = async (statement, vote) => {
    const body = new URLSearchParams({ statement, vote, csrf_token: form.elements.csrf_token.value });
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(), 15000);
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-Queue": owner }, credentials: "same-origin", redirect: "manual", signal: stop.signal });
      // Anything else is somebody in between, such as a network that wants one to log in first.
      const ours = /^application\/json/.test(answer.headers.get("Content-Type"));
      return ours ? answer.status : 0;
    } catch { return 0; } finally { clearTimeout(limit); }
  };
  const put = (id, vote) => {
    keep([...waiting().filter(([one]) => one !== id), [id, vote]]);
    flush();
  };

  const choose = (vote) => {
    const [now] = queue;
    if (!now || form.hidden) return;
    queue.shift();
    voted += 1;
    past.push(now);
    sinceKept.add(now.id);
    put(now.id, vote);
    resting = voted % PORTION === 0;
    show(say.dataset.next);
    if (resting) part("go-on").focus({ preventScroll: true });
    if (queue.length < 10 && voted + queue.length < total) renew();
  };
  const undo = () => {
    const last = past.pop();
    if (!last) { if (firstUndo) part("undo").submit(); return; }
    queue.unshift(last);
    voted = Math.max(0, voted - 1);
    resting = false;
    sinceKept.remove(last.id);
    put(last.id, BACK);
    show(say.dataset.taken);
  };
  let firstUndo = !part("undo").hidden; // a vote of before this page was loaded

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (performance.now() - since < PAUSE) return;
    if (event.submitter?.value) choose(event.submitter.value);
  });
  part("undo").addEventListener("submit", (event) => {
    if (!past.length) return; // an older vote: the page is loaded anew
    event.preventDefault();
    undo();
  });

  part("go-on").addEventListener("click", (event) => {
    event.preventDefault();
    resting = false;
    form.elements.statement.value = "";
    show(say.dataset.next);
    form.querySelector("button[name=vote]").focus({ preventScroll: true });
  });

  // Keys. Plain letters can be in the way of speech control, so they can be turned off (WCAG 2.1.4).
  const KEYS = {
    ArrowLeft: "disagree", o: "disagree", ArrowRight: "agree", a: "agree", e: "agree",
    ArrowDown: "pass", s: "pass", t: BACK, Backspace: BACK,
  };
  const help = part("keys"), toggle = root.querySelector("[data-keys-toggle]"), stored = "gesprekstafel-vote-keys";
  const words = { true: toggle.textContent, false: toggle.dataset.off };
  let on = true;
  try { on = localStorage.getItem(stored) !== "off"; } catch { /* forbidden */ }
  const tell = () => {
    toggle.setAttribute("aria-pressed", String(on));
    toggle.textContent = words[on];
    help.classList.toggle("is-off", !on);
  };
  toggle.addEventListener("click", () => {
    on = !on;
    try { localStorage.setItem(stored, on ? "on" : "off"); } catch { /* forbidden */ }
    tell();
  });
  tell();
  help.hidden = false;
  document.addEventListener("keydown", (event) => {
    if (!on || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=hidden]), textarea, select")) return;
    const vote = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!vote) return;
    event.preventDefault();
    if (vote === BACK) undo();
    else choose(vote);
  });

  // Swiping: right agrees, left disagrees; a short or slanting movement does nothing.
  let start;
  const moved = (event) => ({ x: event.clientX - start.x, y: event.clientY - start.y });
  const place = (x) => {
    if (!still.matches) card.style.transform = x ? `translateX(${x}px) rotate(${x / 40}deg)` : "";
    card.classList.toggle("toward-agree", x > 60);
    card.classList.toggle("toward-disagree", x < -60);
  };
  card.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    start = { x: event.clientX, y: event.clientY };
    card.classList.remove("is-back");
  });
  card.addEventListener("pointermove", (event) => {
    if (!start) return;
    const { x, y } = moved(event);
    place(Math.abs(x) > Math.abs(y) ? x : 0);
  });
  const end = (event) => {
    if (!start) return;
    const { x, y } = moved(event);
    start = undefined;
    card.classList.add("is-back");
    place(0);
    if (event.type === "pointerup" && Math.abs(x) > 60 && Math.abs(x) > 1.5 * Math.abs(y)) choose(x > 0 ? "agree" : "disagree");
  };
  card.addEventListener("pointerup", end);
  card.addEventListener("pointercancel", end);

  // New statements join, what was taken away leaves; the one that is being read stays in place.
  let asking = false;
  const renew = async () => {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(refresh, { credentials: "same-origin" });
      if (answer.ok) merge(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-queue]"));
    } catch { /* no connection: what stands ready stays */ }
    asking = false;
  };
  const merge = (list) => {
    const [now] = queue, wasOpen = isOpen, before = total;
    const fresh = read(list);
    const same = now && fresh.find(({ id }) => id === now.id);
    queue = same ? [same, ...fresh.filter((one) => one !== same)] : fresh;
    show(now && !same ? say.dataset.gone : "");
    if (same && (total > before || (isOpen && !wasOpen))) say.textContent = say.dataset.new;
    if (isOpen && waiting().length) flush();
  };
  document.body.addEventListener("live", renew);
  window.addEventListener("online", () => { patience = 2000; flush(); });
  // In another tab somebody voted: that statement does not come again here.
  window.addEventListener("storage", (event) => {
    if (event.key !== kept || !event.newValue) return;
    const there = new Map(JSON.parse(event.newValue));
    const left = queue.filter(({ id }) => !there.has(id) || there.get(id) === BACK);
    voted += queue.length - left.length;
    queue = left;
    show();
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) renew(); });

  queue = read(part("queue"));
  if (navigator.onLine === false) {
    const there = queue.length;
    queue = queue.filter(({ id }) => !sinceKept.get().includes(id));
    voted += there - queue.length;
  }
  show();
  if (waiting().length) flush();
})();
