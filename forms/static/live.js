// Follows <body data-live="address" data-after="N">: every event becomes a DOM event "live" on body,
// bundled so that a burst of answers costs one refresh. Says when the connection is lost ("live-lost")
// and found again ("live-open").
(() => {
  const address = document.body.dataset.live;
  if (!address || !window.EventSource) return;
  let source, pending = new Set(), timer, last = document.body.dataset.after || "";

  let lost = false;
  const status = (connected) => {
    // What was asked for meanwhile may have failed: everything is asked for once more.
    if (connected && lost) { pending.add("again"); soon("again"); }
    lost = !connected;
    document.body.classList.toggle("disconnected", !connected);
    document.querySelectorAll("[data-live-status]").forEach((element) => {
      element.hidden = connected;
    });
    document.body.dispatchEvent(new CustomEvent(connected ? "live-open" : "live-lost"));
  };
  const flush = () => {
    timer = undefined;
    const kinds = [...pending];
    pending = new Set();
    document.body.dispatchEvent(new CustomEvent("live", { detail: { kinds } }));
    kinds.forEach((kind) => document.body.dispatchEvent(new CustomEvent(`live-${kind}`)));
  };
  // A hall that votes, or partnerships that write, make many events with little news in each: those may
  // wait a second. Not on the phones of the partnership itself.
  const slow = document.body.dataset.owner ? ["voted"] : ["voted", "sketched"];
  let calm = false;
  const soon = (kind) => {
    if (timer && !(calm && !slow.includes(kind))) return;
    clearTimeout(timer);
    calm = slow.includes(kind);
    timer = setTimeout(flush, calm ? 1000 : 120);
  };
  let heard = Date.now();
  const hear = () => { heard = Date.now(); };
  const connect = () => {
    hear();
    source = new EventSource(`${address}${last && `?after=${last}`}`);
    source.addEventListener("open", () => { hear(); status(true); });
    source.addEventListener("beat", hear);
    source.addEventListener("hello", (event) => { last = event.lastEventId || last; });
    source.addEventListener("live", (event) => {
      hear();
      last = event.lastEventId;
      const { kind } = JSON.parse(event.data);
      pending.add(kind);
      soon(kind);
    });
    source.addEventListener("error", () => {
      status(false);
      // The browser reconnects by itself with Last-Event-ID, unless it gave up (or there was no room). Not
      // all phones of a hall in the same instant.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1500 + Math.random() * 2500);
    });
  };
  connect();
  // A device that slept may hold a connection that is dead without knowing it.
  let asleep = 0;
  const wake = () => { source.close(); connect(); };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") asleep = Date.now();
    else if (asleep && Date.now() - asleep > 10000) wake();
  });
  window.addEventListener("online", wake);
  window.addEventListener("offline", () => status(false));
  document.addEventListener("resume", wake);
  // A line that went dead without a word: the service says something every 15 seconds.
  setInterval(() => { if (Date.now() - heard > 45000) { status(false); wake(); } }, 5000);
})();
