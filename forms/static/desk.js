// Small helps on the facilitator's pages; each works without it, with one press more.
// A choice that is submitted as soon as it is made, buttons that are pressed only once, and a press
// without a connection that is refused at once, so that nothing that was typed leaves the page. What
// was sent and has no answer is said to be so, and can be pressed again.
(() => {
  document.querySelectorAll("[data-submit]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
    const button = select.form.querySelector("button");
    if (button) button.hidden = true;
  });

  const refused = document.querySelector("[data-no-connection]");
  // `why`: "text" nothing was sent; "unsure" no answer came; "busy" the service could not; "portal" what
  // answered is not the service.
  const refuse = (why = "text") => {
    if (!refused) return;
    refused.hidden = false;
    refused.textContent = "";
    // Anew each time, so that a screen reader says it each time.
    setTimeout(() => { refused.textContent = refused.dataset[why]; }, 50);
    refused.scrollIntoView({ block: "nearest" });
  };
  const unanswered = () => refuse(navigator.onLine ? "unsure" : "text");
  const allWell = () => { if (refused) refused.hidden = true; };
  // Every answer of the service has this; that of a network that wants a login has not.
  const ours = (header) => Boolean(header("Content-Security-Policy"));
  window.desk = { refuse, unanswered, allWell, ours };
  window.addEventListener("online", allWell);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (navigator.onLine || !link || link.target || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    refuse();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (!navigator.onLine) { event.preventDefault(); event.stopImmediatePropagation(); refuse(); return; }
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  }, true);
  // The page lost the service without the device knowing: then the button works again.
  if (window.htmx) htmx.config.timeout = 15000; // milliseconds
  const again = (event, say) => {
    const form = event.detail.elt.closest("form[method='post']");
    if (!form) return;
    delete form.dataset.sent;
    say();
  };
  document.addEventListener("htmx:sendError", (event) => again(event, unanswered));
  document.addEventListener("htmx:timeout", (event) => again(event, unanswered));
  // Nothing of it comes on the page.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (ours((name) => event.detail.xhr.getResponseHeader(name))) return;
    event.preventDefault();
    again(event, () => refuse(event.detail.xhr.status >= 500 ? "busy" : "portal"));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && ours((name) => event.detail.xhr.getResponseHeader(name))) allWell();
  });
  // What htmx could not do, the browser does: then the page itself says what is the matter. Unless
  // that passes by itself.
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) { again(event, () => refuse("busy")); return; }
    const form = event.detail.elt.closest("form[method='post']");
    if (form) form.submit();
  });
  // The page may come back from the browser's memory: then its buttons work again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
})();
