// Draws what changed, card by card: whatever did not change keeps its place, its focus and its menu.
const controls = (card) => card.querySelectorAll("a, button, summary");

// One card at a time is in the tab order, with its buttons: 500 cards are no 1,500 stops.
export const prepare = (part) => {
  part.querySelectorAll("[data-card]").forEach((card) => {
    controls(card).forEach((one) => { one.tabIndex = -1; });
  });
};
export const choose = (board, card) => {
  board.querySelectorAll('[data-card][tabindex="0"]').forEach((one) => {
    one.tabIndex = -1;
    controls(one).forEach((each) => { each.tabIndex = -1; });
  });
  card.tabIndex = 0;
  controls(card).forEach((each) => { each.tabIndex = 0; });
};

const list = (old, fresh) => {
  const top = old.scrollTop;
  const there = new Map([...old.children].map((one) => [one.id, one]));
  let place = old.firstElementChild;
  for (const one of [...fresh.children]) {
    const known = there.get(one.id);
    const same = known && known.dataset.mark === one.dataset.mark;
    const next = same ? known : one;
    there.delete(one.id);
    if (known && !same) {
      if (place === known) place = known.nextElementSibling;
      known.remove();
    }
    next.classList.remove("is-busy", "is-dragged");
    if (next === place) { place = place.nextElementSibling; continue; }
    old.insertBefore(next, place);
  }
  there.forEach((one) => one.remove());
  old.scrollTop = top;
};

const head = (old, fresh) => {
  if (old.dataset.mark === fresh.dataset.mark) return true;
  const busy = old.contains(document.activeElement) && document.activeElement.closest("details");
  if (busy || old.querySelector("details[open]")) { // somebody is typing there
    old.querySelector("h2").replaceChildren(...fresh.querySelector("h2").childNodes);
    return false;
  }
  const inside = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (inside) fresh.querySelector("summary, button")?.focus({ preventScroll: true });
  return true;
};

const column = (old, fresh) => {
  const whole = head(old.querySelector("header"), fresh.querySelector("header"));
  list(old.querySelector("ol"), fresh.querySelector("ol"));
  old.dataset.mark = whole ? fresh.dataset.mark : "";
  if (fresh.dataset.central) old.dataset.central = fresh.dataset.central;
  else delete old.dataset.central;
  for (const name of ["proposed", "accepted"]) old.classList.toggle(name, fresh.classList.contains(name));
};

const order = (board, keys) => {
  const themes = [...board.querySelectorAll(":scope > .column")];
  themes.filter((one) => !keys.includes(one.dataset.key)).forEach((one) => one.remove());
  let place = board.querySelector(":scope > .column");
  for (const key of keys) {
    const one = board.querySelector(`:scope > .column[data-key="${CSS.escape(key)}"]`);
    if (!one) continue;
    if (one === place) place = place.nextElementSibling;
    else board.insertBefore(one, place);
  }
};

// Where the eye was: the card with the focus, or what stands in its place now.
const focus = () => {
  const card = document.activeElement?.closest?.("[data-card]");
  if (!card) return () => {};
  const column = card.closest(".column");
  const place = [...card.parentElement.children].indexOf(card);
  const id = card.id;
  return (board) => {
    if (document.activeElement !== document.body && document.activeElement) return;
    const same = document.getElementById(id);
    const left = column.isConnected ? column.querySelectorAll("[data-card]") : [];
    const next = same || left[Math.min(place, left.length - 1)] || column.querySelector("ol");
    if (!next?.isConnected) return;
    if (next.dataset.card) choose(board, next);
    next.focus({ preventScroll: true });
  };
};

export const draw = (board, fresh) => {
  const back = focus();
  const shape = fresh.querySelector("#board-order");
  const tools = document.getElementById("board-tools");
  const used = tools.contains(document.activeElement) ? document.activeElement.id : "";
  tools.replaceChildren(...fresh.querySelector("#board-tools").childNodes);
  if (used) document.getElementById(used)?.focus({ preventScroll: true });
  prepare(fresh);
  for (const one of [...fresh.querySelectorAll(".column")]) {
    const old = board.querySelector(`.column[data-key="${CSS.escape(one.dataset.key)}"]`);
    if (old) column(old, one);
    else board.append(one);
  }
  const keys = shape.dataset.keys ? shape.dataset.keys.split(",") : [];
  order(board, keys);
  document.getElementById("board-count").textContent = shape.textContent;
  const empty = shape.dataset.total === "0" && !keys.length;
  document.getElementById("board-empty").hidden = !empty;
  document.getElementById("board-filled").hidden = empty;
  back(board);
  board.dispatchEvent(new Event("drawn"));
};
