// Reading the map: point or walk over it, and pick a theme. Without this, the list below says all.
(() => {
  const map = document.querySelector(".points");
  const said = document.querySelector(".said");
  const points = [...map.querySelectorAll("use")];
  const picks = [...document.querySelectorAll(".pick")];
  const textOf = new Map();
  for (const row of document.querySelectorAll("tr[data-place]")) {
    if (!textOf.has(row.dataset.place)) textOf.set(row.dataset.place, row.cells[1].textContent);
  }
  const nameOf = (point) => {
    const theme = point.parentNode.dataset.theme;
    return picks.find((pick) => pick.dataset.theme === theme).querySelector("span").textContent;
  };
  let here = null;

  function show(point) {
    if (here) { here.classList.remove("here"); here.tabIndex = -1; }
    here = point;
    point.classList.add("here");
    point.tabIndex = 0;
    const name = document.createElement("b");
    name.textContent = nameOf(point);
    said.replaceChildren(name, textOf.get(point.dataset.row) || "");
    said.scrollTop = 0;
  }

  // The nearest visible point that lies in the direction of the key.
  function next(from, dx, dy) {
    const at = (point) => [point.x.baseVal.value, point.y.baseVal.value];
    const [x, y] = at(from);
    let best = null, least = Infinity;
    for (const point of points) {
      if (map.classList.contains("picked") && !point.parentNode.classList.contains("on")) continue;
      const [px, py] = at(point);
      const along = (px - x) * dx + (py - y) * dy;
      const across = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
      if (point === from || along <= 0) continue;
      const far = along + 2 * across;
      if (far < least) { least = far; best = point; }
    }
    return best;
  }

  points.forEach((point) => {
    point.setAttribute("role", "img");
    point.setAttribute("aria-label", nameOf(point) + ": " + (textOf.get(point.dataset.row) || ""));
    point.tabIndex = -1;
  });
  if (points.length) points[0].tabIndex = 0;
  map.addEventListener("pointerover", (event) => { if (event.target.dataset.row) show(event.target); });
  map.addEventListener("click", (event) => { if (event.target.dataset.row) show(event.target); });
  map.addEventListener("focusin", (event) => { if (event.target.dataset.row) show(event.target); });
  map.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way || !event.target.dataset.row) return;
    event.preventDefault();
    const point = next(event.target, ...way);
    if (point) point.focus();
  });
  picks.forEach((pick) => pick.addEventListener("click", () => {
    const on = pick.getAttribute("aria-pressed") !== "true";
    picks.forEach((other) => other.setAttribute("aria-pressed", String(other === pick && on)));
    map.classList.toggle("picked", on);
    for (const group of map.querySelectorAll("g")) {
      group.classList.toggle("on", on && group.dataset.theme === pick.dataset.theme);
    }
  }));
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
})();
