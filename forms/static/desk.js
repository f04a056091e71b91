// Small helps on the facilitator's pages; each works without it, with one press more.
// A choice that is submitted as soon as it is made, and buttons that are pressed only once.
(() => {
  document.querySelectorAll("[data-submit]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
    const button = select.form.querySelector("button");
    if (button) button.hidden = true;
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
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
