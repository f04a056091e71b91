// Asking and telling: an act goes to the server, what changed comes back, and only that is drawn.
import { draw } from "./draw.js";

const GAP = 400; // milliseconds between two renewals, so that a burst of answers costs few
let board, asking, again = false, last = 0, waits;
let held = 0; // while a hand holds a card, nothing moves under it

export const said = (content, bad = false) => {
  const place = document.getElementById("board-said");
  place.classList.toggle("is-bad", bad);
  place.textContent = "";
  // Anew each time, so that a screen reader says it each time.
  setTimeout(() => {
    if (typeof content === "string") place.textContent = content;
    else place.replaceChildren(content);
    clearTimeout(place.away);
    place.away = setTimeout(() => place.replaceChildren(), bad ? 12000 : 6000);
  }, 30);
};

const PATIENCE = 15000; // milliseconds
const ours = (answer) => desk.ours((name) => answer.headers.get(name));

// True when it was done; what the server says is told either way.
export const post = async (address, fields) => {
  fields.set("csrf_token", document.querySelector("#right [name=csrf_token]").value);
  let answer;
  try {
    // Kept alive: whoever leaves the page at once has still done it.
    answer = await fetch(address, { method: "POST", body: fields, headers: { "X-Board": "1" }, credentials: "same-origin", keepalive: true, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    desk.unanswered();
    return false;
  }
  if (!ours(answer) || answer.status >= 500) {
    desk.refuse(answer.status >= 500 ? "busy" : "portal");
    return false;
  }
  desk.allWell();
  const page = document.createElement("template");
  page.innerHTML = await answer.text();
  const seen = answer.headers.get("X-Seen");
  if (seen !== null) {
    const [card, places] = seen.split(":");
    board.querySelectorAll(`[data-card="${CSS.escape(card)}"]`).forEach((one) => { one.dataset.seen = places; });
  }
  if (answer.ok && !answer.redirected) { said(page.content); return true; }
  if (answer.redirected) { location.reload(); return false; }
  const words = page.content.querySelector(".is-refused") || page.content.querySelector("main p, main");
  said(words ? words.textContent : String(answer.status), true);
  return false;
};

// One act after the other, each with the board as the one before it left it.
let turn = Promise.resolve(), waiting = 0;
export const inTurn = (work) => {
  waiting += 1;
  turn = turn.then(work).catch(desk.unanswered).finally(() => { waiting -= 1; });
  return turn;
};
window.addEventListener("beforeunload", (event) => { if (waiting > 1) event.preventDefault(); });

// `values`: what to send, as it is when its turn has come.
export const act = (address, values) => inTurn(async () => {
  const fields = new FormData();
  Object.entries(values()).forEach(([name, value]) => fields.set(name, value));
  const done = await post(address, fields);
  await refresh();
  return done;
});

const ask = async () => {
  const marks = [...board.querySelectorAll(".column")].map((one) => `${one.dataset.key}:${one.dataset.mark}`);
  try {
    const answer = await fetch(`${board.dataset.changes}?marks=${encodeURIComponent(marks.join(","))}`, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok || answer.redirected || !ours(answer)) return;
    const page = document.createElement("template");
    page.innerHTML = await answer.text();
    if (held) { again = true; return; }
    draw(board, page.content);
  } catch { /* live.js says that the connection is lost, and asks again when it is back */ }
};

export const refresh = async () => {
  if (held) { again = true; return; }
  if (asking) { again = true; return asking; }
  last = Date.now();
  asking = ask();
  await asking;
  asking = undefined;
  if (again && !held) { again = false; await refresh(); }
};

export const hold = () => { held += 1; };
export const release = () => {
  held -= 1;
  if (!held && again) { again = false; refresh(); }
};

export const follow = (element) => {
  board = element;
  const kinds = ["themes", "moderated", "analysed", "answered", "withdrawn", "again", "imported", "rehearsal"];
  const soon = () => {
    if (document.hidden) { again = true; return; }
    waits ??= setTimeout(() => { waits = undefined; refresh(); }, Math.max(0, last + GAP - Date.now()));
  };
  document.body.addEventListener("live", (event) => {
    if (event.detail.kinds.some((kind) => kinds.includes(kind))) soon();
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && again) { again = false; soon(); } });
};
