// The projector: fetches what is shown again on every event, and turns pages slowly.
(() => {
  const place = document.getElementById("now");
  const paging = document.querySelector("[data-paging]");
  const SECONDS = 14;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let current = 0, paused = still, lost = false, shown = "", led, timer;
  // The results of a meeting are led: from the desk, and by the keys of this screen.
  const lead = () => place.querySelector("[data-steered]")?.dataset.steered;

  const said = () => new Set([...place.querySelectorAll(".said li")].map((one) => one.textContent));
  // On the theme map everything glides from where it was; what is new comes up in its place.
  const moving = () => [...place.querySelectorAll("[data-moves]")].filter((one) => one.getBoundingClientRect().width);
  const places = () => new Map(moving().map((one) => [one.dataset.moves, one.getBoundingClientRect()]));
  const glide = (from) => {
    if (!from.size || still) return;
    const after = moving().map((one) => [one, from.get(one.dataset.moves), one.getBoundingClientRect()]);
    for (const [one, old, now] of after) {
      const across = old ? old.x + old.width / 2 - now.x - now.width / 2 : 0;
      const down = old ? old.y + old.height / 2 - now.y - now.height / 2 : 0;
      if (!old) one.animate([{ opacity: 0 }, {}], { duration: 1400, easing: "ease-out" });
      else if (Math.hypot(across, down) > 0.5) one.animate(
        [{ transform: `translate(${across}px, ${down}px)` }, { transform: "none" }],
        { duration: 1400, easing: "cubic-bezier(.4, 0, .2, 1)" },
      );
    }
  };
  const slides = () => [...place.querySelectorAll(".slide")];
  const display = () => {
    const all = slides();
    place.classList.toggle("one-at-a-time", all.length > 0);
    if (paging) paging.hidden = all.length < 2;
    document.querySelector("[data-pause]")?.toggleAttribute("hidden", lead() !== undefined);
    if (!all.length) return;
    current = Math.min(current, all.length - 1);
    all.forEach((slide, number) => { slide.hidden = number !== current; });
    const where = document.querySelector("[data-place]");
    if (where) where.textContent = `${current + 1} / ${all.length}`;
  };
  const step = (by) => {
    lit();
    const count = slides().length;
    if (count < 2) return;
    current = lead() === undefined ? (current + by + count) % count : Math.max(0, Math.min(current + by, count - 1));
    display();
  };
  const turn = () => {
    clearInterval(timer);
    if (!paused && !lost && lead() === undefined) timer = setInterval(() => step(1), SECONDS * 1000);
  };
  const pause = (value) => {
    paused = value;
    const button = document.querySelector("[data-pause]");
    if (button) button.textContent = paused ? button.dataset.playText : button.dataset.pauseText;
    turn();
  };

  let busy = false, again = false;
  const refresh = async () => {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(place.dataset.now, { credentials: "same-origin" });
      if (answer.ok) show(await answer.text());
    } catch { setTimeout(refresh, 3000); }
    busy = false;
    if (again) { again = false; refresh(); }
  };
  const lit = () => document.body.classList.remove("black");
  // Where the desk goes, this screen goes; what its own keys turned to stays until then.
  const follow = () => {
    if (lead() !== undefined && lead() !== led) { current = Number(lead()); lit(); turn(); }
    led = lead();
  };
  const show = (html) => {
    if (html === shown) return;
    shown = html;
    const height = window.scrollY;
    const title = place.querySelector("h1")?.textContent;
    const before = said(), from = places();
    const at = slides()[current]?.dataset.slide;
    place.innerHTML = html;
    document.body.classList.toggle("light", Boolean(place.querySelector("[data-light]")));
    if (place.querySelector("h1")?.textContent !== title) { current = 0; turn(); }
    // What somebody is reading stays, also when a page was added before it.
    else current = Math.max(slides().findIndex((slide) => slide.dataset.slide === at), 0);
    if (before.size) place.querySelectorAll(".said li").forEach((one) => {
      one.classList.toggle("fresh", !before.has(one.textContent));
    });
    follow();
    display();
    glide(from);
    window.scrollTo(0, height);
  };

  document.body.addEventListener("live", refresh);
  // Without the service this is an old picture: it stands still and says so (in live.js).
  document.body.addEventListener("live-lost", () => { lost = true; turn(); });
  document.body.addEventListener("live-open", () => {
    if (lost) refresh();
    lost = false;
    turn();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-step]");
    if (button) { step(Number(button.dataset.step)); turn(); }
    if (event.target.closest?.("[data-pause]")) pause(!paused);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest?.("a, button") && event.key === " ") return;
    if (event.key === "ArrowRight" || event.key === "PageDown") { step(1); turn(); }
    if (event.key === "ArrowLeft" || event.key === "PageUp") { step(-1); turn(); }
    if (event.key === "Home") { step(-slides().length); turn(); }
    if (event.key === "End") { step(slides().length - 1 - current); turn(); }
    if (event.key === " ") { event.preventDefault(); if (lead() === undefined) pause(!paused); else step(1); }
    if (["b", "B", "."].includes(event.key) && lead() !== undefined) document.body.classList.toggle("black");
  });
  follow();
  display();
  pause(paused);
})();
