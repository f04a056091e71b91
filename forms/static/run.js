// Leading a meeting: keys for everything, a small picture of the projector, closing when time is up.
// Plain letters can be in the way of speech control, so they can be turned off (WCAG 2.1.4).
(() => {
  const list = document.querySelector("[data-keys-list]");
  const toggle = list.querySelector("[data-keys-toggle]");
  const opener = document.querySelector("[data-keys-open]");
  const stored = "gesprekstafel-keys";
  let on = localStorage.getItem(stored) !== "off";
  const say = () => {
    toggle.setAttribute("aria-pressed", String(on));
    toggle.textContent = on ? toggle.dataset.on : toggle.dataset.off;
  };
  say();
  opener.hidden = false;
  opener.addEventListener("click", () => list.showModal());
  list.querySelector("[data-keys-close]").addEventListener("click", () => list.close());
  toggle.addEventListener("click", () => {
    on = !on;
    localStorage.setItem(stored, on ? "on" : "off");
    say();
  });

  const step = (by) => {
    const links = [...document.querySelectorAll("[data-activities] h3 a")];
    const now = links.findIndex((link) => link.hasAttribute("aria-current"));
    links[now + by]?.click();
  };
  const press = (key) => {
    const target = document.querySelector(`#live [data-key="${CSS.escape(key)}"]`);
    if (!target) return;
    if (target.tagName === "BUTTON") target.focus({ preventScroll: true });
    target.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    // A dialog that was closed keeps the focus until the next frame: keys are no longer its own.
    if (event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]")) return;
    if (event.key === "?") { event.preventDefault(); list.showModal(); return; }
    if (!on) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") { event.preventDefault(); step(key === "j" ? 1 : -1); }
    else if ("otrcnpmh+".includes(key)) { event.preventDefault(); press(key); }
  });

  // A choice that is sent as soon as it is made, also after the page renewed itself.
  const noButtons = () => document.querySelectorAll("[data-send-button]").forEach((button) => { button.hidden = true; });
  noButtons();
  document.addEventListener("htmx:load", noButtons);
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-send]")) event.target.form.requestSubmit();
  });
  document.addEventListener("time-up", (event) => {
    event.target.closest("[data-timer-place]")?.querySelector("[data-when-up]")?.requestSubmit();
  });

  // What the projector shows: the same piece of page, made small, with styles of its own.
  const stage = document.createElement("div");
  stage.className = "screen small-copy";
  stage.inert = true;
  stage.innerHTML = '<main><div id="now" class="one-at-a-time"></div></main>';
  const now = stage.querySelector("#now");
  let sheets;
  const styles = (place) => Promise.all(place.dataset.styles.split(" ").map(async (address) => {
    const answer = await fetch(address);
    return new CSSStyleSheet().replace(await answer.text());
  }));
  // The page around it renews itself; the picture moves along into the new place.
  const mount = async () => {
    const place = document.querySelector("[data-preview]");
    if (!place || place.shadowRoot) return place;
    sheets ??= styles(place);
    const root = place.attachShadow({ mode: "open" });
    root.append(stage);
    root.adoptedStyleSheets = await sheets;
    return place;
  };
  const draw = async () => {
    const place = await mount();
    if (!place) return;
    const answer = await fetch(place.dataset.preview, { credentials: "same-origin" });
    if (!answer.ok) return;
    now.innerHTML = await answer.text();
    const at = Number(now.querySelector("[data-steered]")?.dataset.steered ?? 0);
    now.querySelectorAll(".slide").forEach((slide, number) => { slide.hidden = number !== at; });
    stage.classList.toggle("light", Boolean(now.querySelector("[data-light]")));
  };
  const drawn = () => draw().catch(() => {});
  document.body.addEventListener("live", drawn);
  document.addEventListener("htmx:load", () => { mount().catch(() => {}); });
  drawn();
})();
// Which partnerships are complete: said aloud when it changes, not with every answer that comes in.
(() => {
  const place = document.querySelector("[data-composition]");
  const sum = () => document.querySelector("#composition")?.textContent.trim() || "";
  let known = sum();
  document.addEventListener("htmx:load", () => {
    const now = sum();
    if (now === known) return;
    known = now;
    place.textContent = now;
  });
})();
