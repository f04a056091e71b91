// One sketch on several phones: what the scribe types is saved by itself and grows on the others.
// A piece of the page with `data-part` is renewed when the service has another one. Everything also
// works without this file.
(() => {
  const root = document.getElementById("together");
  const { owner } = document.body.dataset;
  if (!root || !owner || !window.fetch) return;
  const PAUSE = 700, AT_ONCE = 120, FIRST = 2000, LAST = 30000; // milliseconds
  const words = root.dataset;
  const form = () => document.getElementById("sketch");
  const blocks = () => [...form().querySelectorAll("[data-question]")];
  const blockOf = (question) => form().querySelector(`[data-question="${CSS.escape(question)}"]`);
  const editorOf = (question) => blockOf(question)?.querySelector("[data-editor]");
  const baseOf = (question) => form().elements[`base_${question}`];
  document.body.classList.add("saves-itself");

  // ----- what is said about saving
  const say = (name) => {
    const place = root.querySelector("[data-state]");
    if (place && words[name]) place.textContent = words[name];
  };
  const message = (text) => {
    const place = document.querySelector("[data-message]");
    place.textContent = text || "";
    place.hidden = !text;
    if (text) place.scrollIntoView({ block: "nearest" });
  };

  // ----- what is typed stays on this device until it is stored
  const name = (question) => `draft:${owner} ${location.pathname}#${question}`;
  const keep = (question, draft) => { try { localStorage.setItem(name(question), JSON.stringify(draft)); } catch { /* full or forbidden */ } };
  const drop = (question) => { try { localStorage.removeItem(name(question)); } catch { /* forbidden */ } };
  const kept = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(name(""))).map((key) => [key.slice(name("").length), JSON.parse(localStorage.getItem(key))]);
    } catch { return []; }
  };
  const fields = (question) => [...editorOf(question).querySelectorAll("input, textarea, select")].filter((one) => one.name);
  const pairs = (question) => fields(question)
    .filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked)
    .map((one) => [one.name, one.value]);

  const plain = (all) => JSON.stringify(all.filter(([field]) => !field.startsWith("base_")));

  // ----- saving: what is on its way is sent again as it was, until the service answered
  const dirty = new Map(); // question → { count, held, over, sent }
  let timer, busy = false, tries = 0;
  const touch = (question, pause) => {
    const now = dirty.get(question) || { count: 0 };
    dirty.set(question, { ...now, count: now.count + 1, held: false });
    keep(question, { pairs: pairs(question), sent: now.sent, at: Date.now() });
    blockOf(question).querySelector("[data-problem]").hidden = true;
    say("saving");
    soon(pause);
  };
  const soon = (wait) => { clearTimeout(timer); timer = setTimeout(push, wait); };
  const token = async () => (await (await fetch(words.token, { cache: "no-store" })).json()).token;
  const post = async (address, body, again = true) => {
    body.set("csrf_token", form().elements.csrf_token.value);
    const answer = await fetch(address, { method: "POST", body, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
    if (answer.status === 400 && again) { // the token is of before
      const fresh = await token();
      document.querySelectorAll("[name=csrf_token]").forEach((one) => { one.value = fresh; });
      return post(address, body, false);
    }
    if (!/^application\/json/.test(answer.headers.get("Content-Type"))) throw new Error(answer.status);
    return answer.json();
  };
  const push = async () => {
    if (busy) return;
    const question = [...dirty].find(([, { held }]) => !held)?.[0];
    if (!question || !editorOf(question)) return;
    busy = true;
    const state = dirty.get(question);
    const sent = state.sent || pairs(question);
    dirty.set(question, { ...state, sent });
    keep(question, { pairs: pairs(question), sent, at: Date.now() });
    const body = new URLSearchParams([...sent, ["key", form().elements.key.value], ...(state.over ? [["over", "1"]] : [])]);
    try {
      became(question, state.count, sent, await post(form().action, body));
      tries = 0;
    } catch {
      say("kept");
      tries += 1;
    }
    busy = false;
    const more = [...dirty.values()].some(({ held }) => !held);
    if (more) soon(tries ? Math.min(FIRST * 2 ** (tries - 1), LAST) : AT_ONCE);
    else if (!dirty.size) say("saved");
  };
  const became = (question, count, sent, said) => {
    const now = dirty.get(question);
    if (question in said.saved) {
      if (baseOf(question)) baseOf(question).value = said.saved[question];
      if (now.count === count && plain(sent) === plain(pairs(question))) { dirty.delete(question); drop(question); }
      else dirty.set(question, { ...now, sent: undefined, over: false });
      blockOf(question).querySelector(":scope > .conflict")?.remove();
      return;
    }
    dirty.set(question, { ...now, sent: undefined, over: false, held: true });
    say("look");
    if (said.conflicts[question]) conflict(question, said);
    else if (said.problems[question]) problem(question, said.problems[question]);
    else message(said.message);
  };
  const problem = (question, texts) => {
    const place = blockOf(question).querySelector("[data-problem]");
    place.replaceChildren(...texts.map((text) => Object.assign(document.createElement("p"), { className: "error", textContent: text })));
    place.hidden = false;
  };
  // Both stand there, and whoever wrote it chooses.
  const conflict = (question, said) => {
    const block = blockOf(question);
    block.querySelector(":scope > .conflict")?.remove();
    const box = document.getElementById("conflict").content.firstElementChild.cloneNode(true);
    const { revision, lines } = said.conflicts[question];
    if (said.message) box.querySelector("[data-why]").textContent = said.message;
    box.querySelector("[data-there]").replaceChildren(...lines.map((text) => Object.assign(document.createElement("p"), { className: "quote", textContent: text })));
    const mine = box.querySelector("[data-mine]");
    if (said.pen_lost) mine.textContent = mine.dataset.over;
    mine.addEventListener("click", () => {
      baseOf(question).value = revision;
      dirty.set(question, { ...dirty.get(question), held: false, over: said.pen_lost });
      box.remove();
      soon(0);
    });
    box.querySelector("[data-theirs]").addEventListener("click", () => { giveUp(question); box.remove(); });
    block.querySelector("h2").after(box);
  };
  const giveUp = (question) => {
    dirty.delete(question);
    drop(question);
    shown.delete(`e-${question}`);
    renew();
  };

  root.addEventListener("input", (event) => {
    const question = event.target.closest("[data-editor]")?.closest("[data-question]")?.dataset.question;
    if (question) touch(question, event.target.matches("[type=radio], [type=checkbox], select") ? AT_ONCE : PAUSE);
  });
  root.addEventListener("change", (event) => { // also what a script changed
    const question = event.target.closest("[data-editor]")?.closest("[data-question]")?.dataset.question;
    if (question && event.target.matches("textarea, input[type=text]")) touch(question, AT_ONCE);
  });
  const wake = () => { tries = 0; if (dirty.size) soon(0); };
  window.addEventListener("online", wake);
  document.body.addEventListener("connection-back", wake);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("pagehide", () => { if (dirty.size && !busy) push(); });

  // ----- renewing what others did
  const shown = new Map(); // part → how the service made it
  const parts = (page) => [...page.querySelectorAll("[data-part]")].filter((one) => !one.parentElement.closest("[data-part]"));
  parts(root).forEach((one) => shown.set(one.id, one.outerHTML));
  const swap = (here, fresh) => {
    const { id = "", selectionStart, selectionEnd } = here.contains(document.activeElement) ? document.activeElement : {};
    here.replaceWith(fresh);
    const there = id && document.getElementById(id);
    if (!there) return;
    there.focus({ preventScroll: true });
    if (there.matches("textarea") && selectionEnd <= there.value.length) there.setSelectionRange(selectionStart, selectionEnd);
  };
  const inner = (fresh) => fresh.querySelectorAll("[data-part]").forEach((one) => document.getElementById(one.id)?.replaceWith(one));
  // The same words as on the screen: only what stands beside them changes, so that who types is not disturbed.
  const sameWords = (question, fresh) => {
    const texts = (place) => JSON.stringify([...place.querySelectorAll("input:not([type=hidden]), textarea, select")].map((one) => [one.name, /radio|checkbox/.test(one.type) ? one.checked : one.value]));
    if (texts(editorOf(question)) !== texts(fresh)) return false;
    baseOf(question).value = fresh.querySelector("[name^=base_]").value;
    return true;
  };
  const wordsIn = (part) => [...part.querySelectorAll(".quote, .lines, .is-shared, ol li")].map((one) => one.textContent).join("\n");
  const renewPart = (fresh) => {
    const here = document.getElementById(fresh.id);
    if (!here || shown.get(fresh.id) === fresh.outerHTML) return;
    const question = here.matches("[data-editor]") && here.closest("[data-question]").dataset.question;
    // What is being written stays; saving it says what became of it.
    if (question && dirty.has(question)) { inner(fresh); return; }
    if (fresh.id === "p-pen" && dirty.size && here.matches("[data-mine]") && fresh.matches("[data-mine]")) return; // says that it saves
    const known = shown.has(fresh.id);
    shown.set(fresh.id, fresh.outerHTML);
    if (question && fresh.matches("[data-editor]") && sameWords(question, fresh)) { inner(fresh); return; }
    const grew = known && !fresh.matches("[data-editor]") && wordsIn(fresh) && wordsIn(fresh) !== wordsIn(here);
    swap(here, fresh);
    if (grew) fresh.classList.add("grew");
  };
  const fetchParts = async () => {
    try {
      const answer = await fetch(words.livePart, { credentials: "same-origin", cache: "no-store" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        parts(page).forEach(renewPart);
        watchPen();
        restore();
      } else if (answer.status === 403 && !dirty.size) location.reload();
    } catch { /* once more when the line is back */ }
  };
  // One at a time; whoever asks meanwhile waits for one that began afterwards.
  let now = null, next = null;
  const renew = () => {
    if (!now) { now = fetchParts().finally(() => { now = null; }); return now; }
    next ??= now.then(() => { next = null; return renew(); });
    return next;
  };
  document.body.addEventListener("live", renew);
  // A pen that frees itself makes no event.
  let watch;
  const watchPen = () => {
    clearTimeout(watch);
    const seconds = Number(document.getElementById("p-pen").dataset.seconds);
    if (seconds) watch = setTimeout(renew, (seconds + 1) * 1000);
  };
  watchPen();

  // ----- taking and giving the pen, settling, taking over an answer: without leaving the page
  const saved = async () => {
    for (let wait = 0; wait < 40 && [...dirty.values()].some(({ held }) => !held); wait += 1) {
      if (!busy) await push();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return !dirty.size;
  };
  const act = async (address, body) => {
    message("");
    try {
      if (!(await saved())) { message(tries ? words.away : words.look); return false; }
      const said = await post(address, body);
      if (!said.stored) message(said.message || Object.values(said.problems).flat().join(" "));
      await renew();
      return said.stored;
    } catch { message(words.away); return false; }
  };
  document.addEventListener("submit", async (event) => {
    const { submitter, target } = event;
    if (target.matches("[data-act]")) {
      event.preventDefault();
      // Whoever writes agrees with what he or she wrote until now.
      if (document.querySelector("#p-pen[data-mine]") && await saved()) await renew();
      const body = new URLSearchParams(new FormData(document.getElementById(target.id)));
      body.set(submitter.name, submitter.value);
      if (await act(target.action, body) && submitter.value !== "settle") form().querySelector("[data-editor] :is(textarea, input:not([type=hidden]), select)")?.focus({ preventScroll: true });
    } else if (target.id === "sketch") {
      event.preventDefault();
      if (submitter?.matches("[data-give]")) await act(document.getElementById("pen-form").action, new URLSearchParams([["act", "give"]]));
      else if (submitter?.matches("[data-copy]")) await copy(submitter);
      else soon(0);
    }
  });
  const copy = async (button) => {
    const question = button.closest("[data-question]").dataset.question;
    shown.delete(`e-${question}`);
    document.activeElement?.blur();
    if (await act(form().action, new URLSearchParams([["copy", button.value], ["key", form().elements.key.value]]))) {
      document.getElementById(`e-${question}`)?.querySelector("textarea, input:not([type=hidden]), select")?.focus({ preventScroll: true });
    }
  };

  // ----- what was not stored when this page was last closed
  const note = document.querySelector("[data-left]");
  const write = (question, draft) => {
    for (const [field] of draft.pairs) {
      if (/-\d+-text$/.test(field) && !form().elements[field]) window.statements?.addBox(editorOf(question).querySelector(".statements"));
    }
    const values = new Map();
    for (const [field, value] of draft.pairs) values.set(field, [...(values.get(field) || []), value]);
    for (const one of fields(question)) {
      const wanted = values.get(one.name) || [];
      if (["radio", "checkbox"].includes(one.type)) one.checked = wanted.includes(one.value);
      else if (wanted.length) one.value = wanted[0];
    }
    dirty.set(question, { count: 1, sent: draft.sent });
    say("saving");
    soon(0);
  };
  const restore = () => {
    const left = kept().filter(([question, draft]) => draft?.pairs && blockOf(question) && !dirty.has(question));
    left.filter(([question]) => editorOf(question)).forEach(([question, draft]) => write(question, draft));
    const rest = left.filter(([question]) => !editorOf(question));
    note.hidden = !rest.length;
    const texts = rest.flatMap(([, { pairs: all }]) => all.filter(([field, value]) => !field.startsWith("base_") && /\s/.test(value.trim())).map(([, value]) => value));
    note.querySelector("[data-words]").replaceChildren(...texts.map((text) => Object.assign(document.createElement("p"), { className: "quote", textContent: text })));
  };
  note.querySelector("[data-take]").addEventListener("click", () => act(document.getElementById("pen-form").action, new URLSearchParams([["act", "over"]])));
  note.querySelector("[data-drop]").addEventListener("click", () => { kept().forEach(([question]) => drop(question)); restore(); });
  restore();
})();
