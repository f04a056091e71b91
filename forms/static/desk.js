// Small helps on the facilitator's pages; each works without it, with one press more.
// A choice that is submitted as soon as it is made, buttons that are pressed only once, and a press
// without a connection that is refused at once, so that nothing that was typed leaves the page.
(() => {
  document.querySelectorAll("[data-submit]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
    const button = select.form.querySelector("button");
    if (button) button.hidden = true;
  });

  const refused = document.querySelector("[data-no-connection]");
  const refuse = () => {
    if (!refused) return;
    refused.hidden = false;
    refused.textContent = "";
    // Anew each time, so that a screen reader says it each time.
    setTimeout(() => { refused.textContent = refused.dataset.text; }, 50);
    refused.scrollIntoView({ block: "nearest" });
  };
  window.addEventListener("online", () => { if (refused) refused.hidden = true; });
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
  document.addEventListener("htmx:sendError", (event) => {
    const form = event.detail.elt.closest("form[method='post']");
    if (!form) return;
    delete form.dataset.sent;
    refuse();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && refused) refused.hidden = true;
  });
  // What htmx could not do, the browser does: then the page itself says what is the matter.
  document.addEventListener("htmx:responseError", (event) => {
    const form = event.detail.elt.closest("form[method='post']");
    if (form) form.submit();
  });
  // The page may come back from the browser's memory: then its buttons work again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
})();
