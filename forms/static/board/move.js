// Moving without a mouse: keys on a card, and a list of themes to choose from.
import { choose } from "./draw.js";
import { act } from "./talk.js";

const dialog = document.getElementById("move-dialog");
let board, card;

const themeOf = (column) => (/^\d+$/.test(column.dataset.key) ? column.dataset.key : "");
const themeOfCard = (one) => themeOf(one.closest(".column"));

// The card goes at once where it is meant to go; what the server says of it comes after.
export const moveCard = async (one, to, { also = false } = {}) => {
  const from = one.closest(".column");
  const target = { nowhere: "n", open: "u", out: "" }[to] ?? to;
  const place = target && board.querySelector(`.column[data-key="${CSS.escape(target)}"]`);
  const next = one.nextElementSibling || one.previousElementSibling;
  const behind = one.nextElementSibling;
  const hadFocus = one.contains(document.activeElement) || document.activeElement === document.body;
  for (const column of [from, place]) if (column) column.dataset.mark = "";
  if (!also && place && place !== from) {
    one.classList.add("is-busy");
    place.querySelector("ol").prepend(one);
    if (hadFocus) go(next?.dataset.card ? next : from.querySelector("ol"));
  }
  const address = `${board.dataset.themes}/move/${one.dataset.card}`;
  const origin = themeOf(from);
  const done = await act(address, () => ({ to, origin, seen: one.dataset.seen, also: also ? "1" : "" }));
  one.classList.remove("is-busy");
  // Not done, and the board could not be asked how it is: then it stands where it stood.
  if (!done && place && place.contains(one) && from.isConnected) from.querySelector("ol").insertBefore(one, behind?.parentElement === from.querySelector("ol") ? behind : null);
  return done;
};

const go = (one) => {
  if (!one) return;
  if (one.dataset.card) choose(board, one);
  one.focus({ preventScroll: true });
  one.scrollIntoView({ block: "nearest", inline: "nearest" });
};

const options = () => {
  const list = dialog.querySelector("[data-list]");
  const here = new Set([...board.querySelectorAll(`[data-card="${card.dataset.card}"]:not(.proposal)`)].map((one) => one.closest(".column").dataset.key));
  list.replaceChildren(...[...board.querySelectorAll(":scope > .column")].map((column, number) => {
    const button = document.createElement("button");
    const name = column.querySelector("[data-name]").textContent;
    button.type = "button";
    button.className = "move-option";
    button.dataset.to = column.dataset.key;
    const parts = [["kbd", number < 9 ? number + 1 : "·"], ["span", name], ["span", column.querySelector(".n").textContent]];
    button.append(...parts.map(([tag, text]) => Object.assign(document.createElement(tag), { textContent: text })));
    button.lastChild.className = "n";
    if (number > 8) button.firstChild.setAttribute("aria-hidden", "true");
    if (here.has(column.dataset.key)) {
      button.lastChild.textContent = list.dataset.here;
      button.setAttribute("aria-disabled", "true");
    }
    return button;
  }));
};

export const openMove = (one) => {
  card = one;
  const { key } = card.closest(".column").dataset;
  const inTheme = themeOfCard(card) !== "";
  dialog.querySelector("[data-said]").textContent = card.querySelector(".quote").textContent;
  dialog.querySelector("[data-also]").checked = false;
  dialog.querySelector("[data-also]").closest("label").hidden = !inTheme;
  dialog.querySelector('[data-to="nowhere"]').hidden = key === "n" && !card.matches(".proposal");
  dialog.querySelector('[data-to="open"]').hidden = key === "u";
  dialog.querySelector('[data-to="out"]').hidden = !inTheme || !card.dataset.seen.includes("-");
  dialog.querySelector('[data-to="central"]').hidden = !inTheme || card.closest(".column").dataset.central === card.dataset.card;
  options();
  dialog.showModal();
  (dialog.querySelector(".move-option:not([aria-disabled])") || dialog.querySelector("[data-to]:not([hidden])")).focus();
};

const central = (one) => {
  if (!themeOfCard(one)) return;
  act(`${board.dataset.themes}/${themeOfCard(one)}/central`, () => ({ statement: one.dataset.card }));
};

const chosen = (to, also) => {
  const one = card.isConnected ? card : document.getElementById(card.id);
  card = undefined;
  dialog.close();
  if (!one) return;
  go(one);
  if (to === "central") central(one);
  else moveCard(one, to, { also });
};

const inDialog = () => {
  const keep = () => dialog.querySelector("[data-also]").checked;
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) { dialog.close(); return; }
    const button = event.target.closest("[data-to]");
    if (button && !button.hasAttribute("aria-disabled")) chosen(button.dataset.to, keep() || event.ctrlKey);
  });
  dialog.addEventListener("close", () => { if (card?.isConnected) go(card); });
  dialog.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...dialog.querySelectorAll(".move-option")];
    const now = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    let next;
    if (step) next = all[(now + step + all.length) % all.length];
    else if (event.key === "Home") next = all[0];
    else if (event.key === "End") next = all.at(-1);
    else if (/^\d$/.test(event.key)) {
      event.preventDefault();
      const button = event.key === "0" ? dialog.querySelector('[data-to="nowhere"]') : all[Number(event.key) - 1];
      if (button && !button.hidden) button.click();
      return;
    } else if (/^\p{L}$/u.test(event.key)) {
      const letter = event.key.toLowerCase();
      const turn = [...all.slice(now + 1), ...all.slice(0, now + 1)];
      next = turn.find((one) => one.children[1].textContent.toLowerCase().startsWith(letter));
    }
    if (next) { event.preventDefault(); next.focus(); }
  });
};

const shown = (column) => [...column.querySelectorAll("[data-card]")].filter((one) => !one.hidden);

const walk = (from, key) => {
  const column = from.closest(".column");
  const cards = shown(column);
  const place = cards.indexOf(from.closest("[data-card]"));
  if (key === "ArrowDown") return cards[place + 1];
  if (key === "ArrowUp") return cards[place - 1];
  const columns = [...board.querySelectorAll(".column:not(.is-collapsed)")];
  const by = key === "ArrowRight" ? 1 : -1;
  for (let at = columns.indexOf(column) + by; columns[at]; at += by) {
    const there = shown(columns[at]);
    if (there.length) return there[Math.min(Math.max(place, 0), there.length - 1)];
  }
  return undefined;
};

export const keys = (element) => {
  board = element;
  document.querySelector("[data-board-keys]").hidden = false;
  inDialog();
  board.addEventListener("focusin", (event) => {
    const one = event.target.closest("[data-card]");
    if (one && one.tabIndex !== 0) choose(board, one);
  });
  board.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select")) return;
    const one = target.closest("[data-card]");
    if (event.key.startsWith("Arrow") && target.closest("ol")) {
      event.preventDefault();
      go(walk(target, event.key));
      return;
    }
    if (!one) return;
    const does = {
      v: () => openMove(one),
      k: () => one.querySelector("[data-right]")?.click(),
      n: () => moveCard(one, "nowhere"),
      o: () => moveCard(one, "open"),
      c: () => central(one),
    }[event.key.toLowerCase()];
    if (!does || event.repeat) return;
    event.preventDefault();
    does();
  });
};
