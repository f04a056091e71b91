// Keys on the moderation page: j and k walk the cards, a approves, e agrees with what is proposed,
// h opens hiding, u undoes.
// Plain letters can be in the way of speech control, so they can be turned off (WCAG 2.1.4).
(() => {
  // Many at once: not by a slip of the hand.
  const many = document.querySelector("form[data-confirm]");
  const sure = document.getElementById("confirm");
  many?.addEventListener("submit", (event) => {
    if (many.dataset.confirmed || event.defaultPrevented) return;
    event.preventDefault();
    delete many.dataset.sent;
    sure.querySelector("p").textContent = many.dataset.confirm;
    sure.showModal();
  });
  sure.querySelector("[data-no]").addEventListener("click", () => sure.close());
  sure.querySelector("[data-yes]").addEventListener("click", () => {
    sure.close();
    many.dataset.confirmed = "1";
    many.requestSubmit();
  });
  window.addEventListener("pageshow", () => { if (many) delete many.dataset.confirmed; });

  const list = document.querySelector("[data-cards]");
  const help = document.querySelector("[data-keys]");
  if (!list || !help) return;
  const toggle = help.querySelector("[data-keys-toggle]");
  const stored = "gesprekstafel-keys";
  let on = localStorage.getItem(stored) !== "off";
  const words = { true: toggle.textContent, false: toggle.textContent.replace(/aan$/, "uit") };
  const say = () => {
    toggle.setAttribute("aria-pressed", String(on));
    toggle.textContent = words[on];
    help.querySelector("[data-keys-help]").hidden = !on;
  };
  toggle.addEventListener("click", () => {
    on = !on;
    localStorage.setItem(stored, on ? "on" : "off");
    say();
  });
  say();
  help.hidden = false;

  const cards = [...list.children];
  const current = () => document.activeElement.closest?.("[data-cards] > li");
  const go = (card) => {
    if (!card) return;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    j: () => go(current() ? current().nextElementSibling : cards[0]),
    k: () => go(current()?.previousElementSibling),
    a: () => current()?.querySelector('[data-key="a"]')?.click(),
    e: () => current()?.querySelector('[data-key="e"]')?.click(),
    h: () => {
      const details = current()?.querySelector("details");
      if (!details) return;
      details.open = true;
      details.querySelector("select").focus();
    },
    u: () => document.querySelector('.notice [data-key="u"]')?.click(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "Escape" && typing) {
      const details = typing.closest("details");
      if (details) { details.open = false; go(details.closest("li")); }
    }
    if (!on || typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  if (location.hash) go(list.querySelector(`[id="${location.hash.slice(1)}"]`));
})();
