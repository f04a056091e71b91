// By hand: a card onto another column, a column onto another (together) or between two (in order).
// Places are measured once; while the hand moves only one element moves, with a transform.
// A finger scrolls; one that rests for a moment takes what lies under it, and at once by its grip.
import { hold, release, act } from "./talk.js";
import { moveCard } from "./move.js";

const START = 6, EDGE = 70, FAST = 18; // pixels: before it is a drag; of the edge; per frame
const HOLD = 350; // milliseconds that a finger rests

// `take(event)`: what is dragged, or nothing. `over(zone, x)`: a class to show. `drop(what, zone, mark, event)`.
export const dragging = (board, { take, zones, over, drop }) => {
  let what, ghost, start, point, places, now, mark, frame, rests;
  const measure = () => { places = zones().map((zone) => [zone, zone.getBoundingClientRect()]); };
  const lift = () => {
    const { left, top, width } = what.getBoundingClientRect();
    ghost = what.cloneNode(true);
    ghost.removeAttribute("id");
    ghost.classList.add("is-ghost");
    ghost.inert = true;
    ghost.style.width = `${width}px`;
    ghost.style.left = `${left}px`;
    ghost.style.top = `${top}px`;
    document.body.append(ghost);
    what.classList.add("is-dragged");
    document.body.classList.add("is-dragging");
    hold();
    measure();
    board.dispatchEvent(new Event("lifted"));
  };
  const show = (zone, name) => {
    if (zone === now && name === mark) return;
    now?.classList.remove("drop-here", "drop-before", "drop-after");
    now = zone;
    mark = name;
    if (zone && name) zone.classList.add(name);
  };
  const step = () => {
    frame = undefined;
    if (!ghost) return;
    ghost.style.transform = `translate(${point.x - start.x}px, ${point.y - start.y}px)`;
    const { left, right } = board.getBoundingClientRect();
    const by = point.x < left + EDGE ? -FAST : point.x > right - EDGE ? FAST : 0;
    if (by) {
      const was = board.scrollLeft;
      board.scrollLeft += by;
      if (board.scrollLeft !== was) { measure(); frame = requestAnimationFrame(step); }
    }
    const found = places.find(([, box]) => point.x >= box.left && point.x < box.right && point.y >= box.top && point.y < box.bottom);
    show(found?.[0], found && over(what, found[0], (point.x - found[1].left) / found[1].width));
    ghost.classList.toggle("is-copy", Boolean(point.also));
  };
  const end = (event, dropped) => {
    clearTimeout(rests);
    rests = undefined;
    if (!what) return;
    cancelAnimationFrame(frame);
    frame = undefined;
    const [one, zone, name] = [what, now, mark];
    show();
    if (ghost) {
      ghost.remove();
      one.classList.remove("is-dragged");
      document.body.classList.remove("is-dragging");
      if (dropped && zone && name) drop(one, zone, name, event);
      release();
      // The click that follows is none.
      addEventListener("click", (click) => { click.stopPropagation(); click.preventDefault(); }, { capture: true, once: true });
      setTimeout(() => dispatchEvent(new Event("click", { cancelable: true })), 0);
    }
    what = ghost = undefined;
  };
  board.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || what || !event.isPrimary) return;
    what = take(event);
    if (!what) return;
    start = point = { x: event.clientX, y: event.clientY };
    if (event.pointerType === "mouse" || event.target.closest(".card-about")) return;
    rests = setTimeout(() => {
      rests = undefined;
      lift();
      navigator.vibrate?.(15);
    }, HOLD);
  });
  document.addEventListener("pointermove", (event) => {
    if (!what) return;
    point = { x: event.clientX, y: event.clientY, also: event.ctrlKey };
    if (!ghost && Math.hypot(point.x - start.x, point.y - start.y) < START) return;
    if (rests) { end(event, false); return; }
    if (!ghost) lift();
    frame ??= requestAnimationFrame(step);
  });
  document.addEventListener("pointerup", (event) => {
    if (ghost) step();
    end(event, true);
  });
  document.addEventListener("pointercancel", (event) => end(event, false));
  // What a finger holds moves with it, and not the page under it; no menu comes up.
  document.addEventListener("touchmove", (event) => { if (ghost) event.preventDefault(); }, { passive: false });
  document.addEventListener("contextmenu", (event) => { if (rests || ghost) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    if (ghost && event.key === "Escape") { event.preventDefault(); end(event, false); }
  });
};

const free = (event) => !event.target.closest("a, button, input, select, textarea, summary, details");

export const cardsByHand = (board) => {
  dragging(board, {
    take: (event) => {
      const card = event.target.closest("[data-card]");
      return card && free(event) ? card : undefined;
    },
    zones: () => [...board.querySelectorAll(".column")],
    over: (card, zone) => (zone.contains(card) && !card.matches(".proposal") ? "" : "drop-here"),
    drop: (card, zone, _mark, event) => {
      const to = { u: "open", n: "nowhere" }[zone.dataset.key] ?? zone.dataset.key;
      moveCard(card, to, { also: event.ctrlKey && /^\d+$/.test(to) });
    },
  });
};

const dialog = document.getElementById("merge-dialog");

const merge = (board, one, other) => {
  const name = (column) => column.querySelector("[data-name]").textContent;
  const title = dialog.querySelector("h2");
  title.textContent = title.dataset.text.replace("{one}", name(one)).replace("{other}", name(other));
  dialog.querySelector("[data-yes]").onclick = () => {
    dialog.close();
    act(`${board.dataset.themes}/${one.dataset.key}/merge`, () => ({ into: other.dataset.key }));
  };
  dialog.querySelector("[data-close]").onclick = () => dialog.close();
  dialog.showModal();
};

export const columnsByHand = (board) => {
  dragging(board, {
    take: (event) => {
      const grip = event.target.closest("[data-grab]");
      return grip && free(event) ? grip.closest(".column") : undefined;
    },
    zones: () => [...board.querySelectorAll(":scope > .column")],
    over: (column, zone, part) => {
      if (zone === column) return "";
      if (part < 0.25) return "drop-before";
      return part > 0.75 ? "drop-after" : "drop-here";
    },
    drop: (column, zone, mark) => {
      if (mark === "drop-here") { merge(board, column, zone); return; }
      const next = mark === "drop-before" ? zone : zone.nextElementSibling;
      if (next === column) return;
      act(`${board.dataset.themes}/${column.dataset.key}/order`, () => ({ before: next?.dataset.key || "" }));
    },
  });
};
