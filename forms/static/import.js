// Says at once that a chosen file is too large, and not after it has been sent.
const field = document.querySelector("input[type=file][data-largest]");
const said = document.getElementById("file-error");
const form = field?.form;

function check() {
  const file = field.files[0];
  const large = Boolean(file) && file.size > Number(field.dataset.largest);
  said.textContent = large ? field.dataset.tooLarge : "";
  said.hidden = !large;
  field.setAttribute("aria-invalid", String(large));
  return !large;
}

field?.addEventListener("change", check);
form?.addEventListener("submit", (event) => {
  if (!check()) {
    event.preventDefault();
    field.focus();
  }
});
