// Copies the sample beside the button; without a clipboard it selects it, so that Ctrl-C does.
(() => {
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const sample = button.parentElement.querySelector("code");
    const before = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(sample.textContent);
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = before; }, 2000);
      } catch {
        getSelection().selectAllChildren(sample);
      }
    });
  });
})();
