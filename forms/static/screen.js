// The projector: fetches what is shown again on every event, and turns pages slowly.
(() => {
  const place = document.getElementById("now");
  const paging = document.querySelector("[data-paging]");
  const SECONDS = 14;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let current = 0, paused = still, lost = false, shown = "", timer;

  const said = () => new Set([...place.querySelectorAll(".said li")].map((one) => one.textContent));
  const slides = () => [...place.querySelectorAll(".slide")];
  const display = () => {
    const all = slides();
    place.classList.toggle("one-at-a-time", all.length > 0);
    if (paging) paging.hidden = all.length < 2;
    if (!all.length) return;
    current = Math.min(current, all.length - 1);
    all.forEach((slide, number) => { slide.hidden = number !== current; });
    const where = document.querySelector("[data-place]");
    if (where) where.textContent = `${current + 1} / ${all.length}`;
  };
  const step = (by) => {
    const count = slides().length;
    if (count < 2) return;
    current = (current + by + count) % count;
    display();
  };
  const turn = () => {
    clearInterval(timer);
    if (!paused && !lost) timer = setInterval(() => step(1), SECONDS * 1000);
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
  const show = (html) => {
    if (html === shown) return;
    shown = html;
    const height = window.scrollY;
    const title = place.querySelector("h1")?.textContent;
    const before = said();
    const at = slides()[current]?.dataset.slide;
    place.innerHTML = html;
    document.body.classList.toggle("light", Boolean(place.querySelector("[data-light]")));
    if (place.querySelector("h1")?.textContent !== title) { current = 0; turn(); }
    // What somebody is reading stays, also when a page was added before it.
    else current = Math.max(slides().findIndex((slide) => slide.dataset.slide === at), 0);
    if (before.size) place.querySelectorAll(".said li").forEach((one) => {
      one.classList.toggle("fresh", !before.has(one.textContent));
    });
    display();
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
    if (event.key === " ") { event.preventDefault(); pause(!paused); }
  });
  display();
  pause(paused);
})();
