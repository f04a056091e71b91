// Keys on the page where names are looked through. Words that are selected in the statement fill
// the field below it. Plain letters can be turned off where the other moderation keys are.
(() => {
  const card = document.querySelector("[data-review]");
  const words = document.getElementById("words");
  const help = document.querySelector("[data-review-keys]");
  const on = localStorage.getItem("gesprekstafel-keys") !== "off";
  if (card) {
    const said = card.querySelector("[data-words]");
    document.addEventListener("selectionchange", () => {
      const selected = document.getSelection();
      if (!selected.rangeCount || selected.isCollapsed) return;
      const range = selected.getRangeAt(0);
      if (said.contains(range.commonAncestorContainer)) words.value = selected.toString().trim();
    });
    help.hidden = !on;
    // Whoever goes on without a mouse or by ear starts at the statement, not at the top of the page.
    if (/[?&](at|after)=/.test(location.search)) card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    if (!on || event.target.closest("input, select, textarea")) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const { key } = event;
    if (key === "m" && words?.value) words.form.requestSubmit();
    else if (/^[ajku1-9]$/.test(key)) {
      const asked = document.querySelector(`[data-key="${key}"]`);
      if (!asked) return;
      asked.click();
    } else return;
    event.preventDefault();
  });
})();
