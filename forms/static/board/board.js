// The theme board: cards and columns are moved by hand or by key, and what another facilitator does
// is there within a second. Everything also works by forms, without these files.
import { follow, inTurn, post, refresh } from "./talk.js";
import { prepare } from "./draw.js";
import { columnsByHand, cardsByHand } from "./drag.js";
import { keys, openMove } from "./move.js";
import { collapse, filter } from "./view.js";

const board = document.querySelector("[data-board]");
if (board) {
  board.classList.add("has-script");
  prepare(board);
  filter(board);
  collapse(board);
  follow(board);
  keys(board);
  cardsByHand(board);
  columnsByHand(board);

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-move]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    openMove(link.closest("[data-card]"));
  }, true);

  // Every form on the board, its tools included, is sent without leaving the page.
  const send = async (form, fields) => {
    const done = await post(form.action, fields);
    delete form.dataset.sent;
    if (done) {
      const details = form.closest("details");
      if (details) details.open = false;
      if (form.matches("[data-board-form]")) form.reset();
    }
    await refresh();
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const ours = form.closest("[data-board], #board-tools, [data-board-form], #right, #board-said");
    if (!ours || form.method !== "post" || event.defaultPrevented) return;
    event.preventDefault();
    const fields = new FormData(form);
    if (event.submitter?.name) fields.set(event.submitter.name, event.submitter.value);
    const card = event.submitter?.closest("[data-card]");
    card?.classList.add("is-busy");
    await inTurn(() => send(form, fields));
    card?.classList.remove("is-busy");
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest?.("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    const name = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
    if (!name) return;
    event.preventDefault();
    inTurn(() => {
      const { form } = document.getElementById(name);
      return form && send(form, new FormData(form));
    });
  });
}
