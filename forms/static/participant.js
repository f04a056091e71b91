// Extra comfort on a phone. Everything also works without this file.
(() => {
  // The list of activities, fetched again when something opened or closed.
  const fetched = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-activities]");
  };
  const open = (list) => new Set((list.dataset.open || "").split(" ").filter(Boolean));

  const refreshList = async (list) => {
    const fresh = await fetched(list.dataset.activities);
    if (fresh.innerHTML === list.innerHTML) return;
    const focused = document.activeElement?.closest?.("[data-activities] a")?.getAttribute("href");
    list.replaceWith(fresh);
    if (focused) fresh.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    const announce = document.querySelector("[data-announce]");
    if (announce) announce.textContent = announce.dataset.text;
  };

  // On a form: only say so; what is being typed stays as it is.
  let known;
  const tellNews = async (news) => {
    const now = open(await fetched(news.dataset.news));
    known ??= new Set([news.dataset.this]);
    const opened = [...now].some((id) => id !== news.dataset.this && !known.has(id));
    if (opened) news.querySelector("[data-opened]").hidden = false;
    const shut = "shut" in news.dataset;
    news.querySelector("[data-closed]").hidden = shut || now.has(news.dataset.this);
    news.querySelector("[data-reopened]").hidden = !(shut && now.has(news.dataset.this));
    known = new Set([...known, ...now]);
  };
  const refresh = () => {
    const list = document.querySelector("[data-activities]");
    const news = document.querySelector("[data-news]");
    if (list) refreshList(list).catch(() => {});
    else if (news) tellNews(news).catch(() => {});
  };
  const start = document.querySelector("[data-news]");
  if (start) fetched(start.dataset.news).then((list) => { known = open(list); }).catch(() => {});
  document.body.addEventListener("live", refresh);

  // A second tap while the first is on its way is not sent. (If it were, it would count once.)
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-once]") || event.submitter?.name === "more") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (navigator.onLine === false) {
      event.preventDefault();
      document.querySelector("[data-connection]")?.scrollIntoView({ block: "center" });
      return;
    }
    form.dataset.sent = "yes";
    const button = form.querySelector("[data-busy]");
    if (!button) return;
    button.dataset.idle = button.textContent;
    button.textContent = button.dataset.busy;
    // A journey that never ended must not lock the door.
    setTimeout(() => release(form), 20000);
  });
  const release = (form) => {
    delete form.dataset.sent;
    const button = form.querySelector("[data-busy]");
    if (button?.dataset.idle) button.textContent = button.dataset.idle;
  };
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("[data-once]").forEach(release);
    if (document.querySelector(".error-summary")) document.querySelector(".error-summary").focus();
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // What became of one's words, again as soon as something became of them.
  const given = document.querySelector("[data-given]");
  const reread = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-given]");
    const now = document.querySelector("[data-given]");
    if (!fresh || fresh.innerHTML === now.innerHTML || now.contains(document.activeElement)) return;
    now.innerHTML = fresh.innerHTML;
    const announce = document.querySelector("[data-announce]");
    if (announce) announce.textContent = announce.dataset.text;
  };
  if (given) document.body.addEventListener("live", () => setTimeout(() => reread().catch(() => {}), Math.random() * 1500));

  // On this phone: the pages of this meeting open without a connection too.
  const { owner, meeting, gone } = document.body.dataset;
  if (gone) {
    window.queue?.forget(gone);
    window.drafts?.forget(gone);
  }
  if (!navigator.serviceWorker || !meeting) return;
  const AFTER = 6000; // milliseconds: first the page itself, on a network that may be slow
  const here = location.href.split(/[?#]/)[0];
  const pages = () => [...document.querySelectorAll(`#activities a[href^='${root}m/'], [data-given] a[href^='${root}r/']`)].map((link) => link.href);
  const tell = async (message) => (await navigator.serviceWorker.ready).active?.postMessage(message);
  window.addEventListener("load", () => {
    navigator.serviceWorker.register(`${root}service-worker.js`).catch(() => {});
    if (gone) { tell({ forget: true }); return; }
    if (!owner) return;
    tell({ owner, keep: [here] });
    if (!navigator.connection?.saveData) setTimeout(() => tell({ owner, keep: [`${root}m/${meeting}`, ...pages()] }), AFTER);
  });
})();
