// Keeps every clock on the page going by the service's time, also when the own clock is wrong.
// <strong data-clock="ends at" data-left data-now>, moments in milliseconds since 1970.
(() => {
  let offset; // the service's clock minus ours
  const seen = new WeakSet();
  const text = (left) => {
    const seconds = Math.ceil(left / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  // Also in the small picture of the projector, which stands apart.
  const clocks = () => [document, ...[...document.querySelectorAll("[data-preview]")].map((one) => one.shadowRoot)]
    .flatMap((root) => (root ? [...root.querySelectorAll("[data-clock]")] : []));
  const tick = () => {
    for (const clock of clocks()) {
      if (!seen.has(clock)) { seen.add(clock); offset = Number(clock.dataset.now) - Date.now(); }
      if (!clock.dataset.clock) continue;
      const left = Math.max(0, Number(clock.dataset.clock) - (Date.now() + offset));
      const shown = text(left);
      if (clock.textContent !== shown) clock.textContent = shown;
      const near = clock.closest("[data-timer-place]") || clock.parentElement;
      clock.classList.toggle("is-up", !left);
      near.querySelectorAll("[data-time-up]").forEach((element) => { element.hidden = left > 0; });
      if (left || clock.dataset.told) continue;
      clock.dataset.told = "yes";
      clock.dispatchEvent(new CustomEvent("time-up", { bubbles: true }));
    }
  };
  // A phone asks for its own piece again when a facilitator touched the timer.
  const place = document.querySelector("[data-timer-from]");
  const refresh = async () => {
    const answer = await fetch(place.dataset.timerFrom, { credentials: "same-origin" });
    if (answer.ok) { place.innerHTML = await answer.text(); tick(); }
  };
  if (place) {
    document.body.addEventListener("live-timer", () => { refresh().catch(() => {}); });
    refresh().catch(() => {});
  }
  setInterval(tick, 250);
  tick();
})();
