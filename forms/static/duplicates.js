// Keys for pairs that seem to say the same. They only do something while a pair has the focus.
(() => {
  const pairs = [...document.querySelectorAll("[data-pair]")];
  const help = document.querySelector("[data-pair-keys]");
  if (!pairs.length) return;
  help.hidden = false;
  const go = (one) => {
    one?.focus({ preventScroll: true });
    one?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const pair = event.target.closest?.("[data-pair]");
    const at = pairs.indexOf(pair);
    const { key } = event;
    if (key === "u") document.querySelector('.notice [data-key="u"]')?.click();
    else if (!pair) return;
    else if (key === "j") go(pairs[at + 1]);
    else if (key === "k") go(pairs[at - 1]);
    else if ("lrx".includes(key)) pair.querySelector(`[data-key="${key}"]`).click();
    else return;
    event.preventDefault();
  });
  // The first one that is left, so that one goes on without a mouse.
  if (!document.querySelector("[autofocus]")) go(pairs[0]);
})();
