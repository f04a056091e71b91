// The status page between two looks: what was opened stays open, what changed is said once, and a
// service that does not answer is said to be silent instead of well.
(() => {
  const live = document.getElementById("service");
  const said = document.querySelector("[data-service-said]");
  const silent = document.querySelector("[data-service-silent]");
  const headline = () => live.querySelector("h1").textContent;
  let last = headline();
  let open = false;
  live.addEventListener("htmx:beforeSwap", () => { open = live.querySelector("details").open; });
  live.addEventListener("htmx:afterSwap", () => {
    live.querySelector("details").open = open;
    if (headline() !== last) {
      last = headline();
      said.textContent = last;
      document.title = `${last} · Gesprekstafel`;
    }
  });
  live.addEventListener("htmx:afterRequest", (event) => { silent.hidden = event.detail.successful; });
})();
