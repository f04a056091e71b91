// The questions of an activity: moving one without a journey to the server, by button or by hand,
// and a warning before what was typed is left behind. Everything also works without this file.
(() => {
  const form = document.querySelector("[data-editor]");
  const list = form?.querySelector("[data-questions]");
  if (!list) return;
  const there = () => [...list.querySelectorAll("[data-question]:not(.is-gone)")];
  const moved = (question) => {
    const all = there();
    all.forEach((one, number) => {
      one.querySelector("[data-place]").textContent = list.dataset.name.replace("{n}", number + 1);
      one.querySelectorAll("[data-move]").forEach((button) => {
        button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/\d+/, number + 1));
      });
    });
    const status = form.querySelector("[data-moved]");
    status.textContent = status.dataset.text.replace("{place}", all.indexOf(question) + 1).replace("{count}", all.length);
    changed = true;
    form.dispatchEvent(new Event("moved"));
  };
  list.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-move]");
    if (!button) return;
    event.preventDefault();
    const question = button.closest("[data-question]");
    const all = there();
    const other = all[all.indexOf(question) + Number(button.dataset.move)];
    if (!other) return;
    if (button.dataset.move === "1") other.after(question);
    else other.before(question);
    button.focus();
    question.scrollIntoView({ block: "nearest" });
    moved(question);
  });

  // By hand, with the grip; the buttons do the same from the keyboard.
  let dragged;
  list.querySelectorAll("[data-grip]").forEach((grip) => {
    grip.hidden = false;
    grip.draggable = true;
  });
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-grip]")?.closest("[data-question]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.id);
    event.dataTransfer.setDragImage(dragged, 20, 20);
    dragged.classList.add("is-dragged");
  });
  const marks = ["drop-before", "drop-after"];
  const unmark = () => list.querySelectorAll(".drop-before, .drop-after").forEach((one) => one.classList.remove(...marks));
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    unmark();
    const over = event.target.closest?.("[data-question]");
    if (!over || over === dragged) return;
    const { top, height } = over.getBoundingClientRect();
    over.classList.add(marks[event.clientY < top + height / 2 ? 0 : 1]);
  });
  list.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const over = list.querySelector(".drop-before, .drop-after");
    if (!over) return;
    if (over.classList.contains("drop-before")) over.before(dragged);
    else over.after(dragged);
    moved(dragged);
  });
  list.addEventListener("dragend", () => {
    unmark();
    dragged?.classList.remove("is-dragged");
    dragged = undefined;
  });

  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  const button = form.querySelector("[data-preview-button]");
  if (button) button.hidden = true;
})();
