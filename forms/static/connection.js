// Says in plain words that there is no connection: at once when the device knows it, and after some
// seconds when only the service is silent. A short hiccup is not worth a word.
(() => {
  const note = document.querySelector("[data-connection]");
  if (!note) return;
  const SILENCE = 5000, GLAD = 4000;
  let timer, lost = false;

  const show = (name) => {
    for (const line of note.children) line.hidden = line.dataset.when !== name;
    note.hidden = !name;
  };
  const set = (now) => {
    if (now === lost) return;
    lost = now;
    document.body.classList.toggle("offline", lost);
    show(lost ? "lost" : "back");
    if (!lost) setTimeout(() => { if (!lost) show(""); }, GLAD);
    document.body.dispatchEvent(new CustomEvent(lost ? "connection-lost" : "connection-back"));
  };
  const silent = () => { timer ??= setTimeout(() => set(true), SILENCE); };
  const heard = () => {
    clearTimeout(timer);
    timer = undefined;
    set(false);
  };
  window.addEventListener("offline", () => set(true));
  // "online" means that there is a network, not that the service can be reached.
  window.addEventListener("online", () => { if (!document.body.dataset.live) heard(); });
  document.body.addEventListener("live-lost", silent);
  document.body.addEventListener("live-open", heard);
  document.body.addEventListener("answered", heard);
  document.body.addEventListener("unanswered", () => set(true));
  if (navigator.onLine === false) set(true);
})();
