// Splitting a theme: a statement goes to another part by hand, or by choosing the part beside it.
import { dragging } from "./drag.js";

const parts = document.querySelector("[data-parts]");
if (parts) {
  parts.classList.add("has-script");
  const all = [...parts.querySelectorAll("[data-part]")];
  const count = () => all.forEach((part) => {
    const n = part.querySelectorAll("[data-member]").length;
    part.querySelector(".n").textContent = n;
    part.querySelector("[data-empty]").hidden = n > 0;
  });
  const put = (card, part) => {
    part.querySelector("ul").append(card);
    card.querySelector("select").value = part.dataset.part;
    count();
  };
  parts.addEventListener("change", (event) => {
    const card = event.target.closest("[data-member]");
    if (!card) return;
    put(card, all.find((part) => part.dataset.part === event.target.value));
    event.target.focus();
    card.scrollIntoView({ block: "nearest" });
  });
  dragging(parts, {
    take: (event) => (event.pointerType === "mouse" && !event.target.closest("select, label") ? event.target.closest("[data-member]") : undefined),
    zones: () => all,
    over: (card, zone) => (zone.contains(card) ? "" : "drop-here"),
    drop: (card, zone) => put(card, zone),
  });
}
