// Keeps what is typed on this device until the service has acknowledged it.
(() => {
  const name = (path) => `draft:${path}`;
  const store = {
    get: (path) => { try { return JSON.parse(localStorage.getItem(name(path))); } catch { return null; } },
    set: (path, draft) => { try { localStorage.setItem(name(path), JSON.stringify(draft)); } catch { /* full or forbidden */ } },
    remove: (path) => { try { localStorage.removeItem(name(path)); } catch { /* forbidden */ } },
  };

  // "Received": the page after handing in names the form that was acknowledged.
  document.querySelectorAll("[data-received]").forEach((element) => store.remove(element.dataset.received));

  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const path = new URL(form.action).pathname;
  const fields = () => [...form.elements].filter((field) => field.name && !["hidden", "submit", "button"].includes(field.type));
  const begun = JSON.stringify(read());

  // Pairs of name and value; an unticked box leaves nothing. The key goes with it, so that what
  // is sent again after a lost connection is the same submission.
  function read() {
    return fields()
      .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
      .map((field) => [field.name, field.value]);
  }
  function keep() {
    const pairs = read();
    if (JSON.stringify(pairs) === begun) store.remove(path);
    else store.set(path, { key: form.elements.key?.value, pairs });
  }
  function write({ key, pairs }) {
    for (const [field] of pairs) makeRoom(field);
    const values = new Map();
    for (const [field, value] of pairs) values.set(field, [...(values.get(field) || []), value]);
    for (const field of fields()) {
      const wanted = values.get(field.name) || [];
      if (["radio", "checkbox"].includes(field.type)) field.checked = wanted.includes(field.value);
      else if (wanted.length) field.value = wanted[0];
    }
    if (key && form.elements.key) form.elements.key.value = key;
  }
  function makeRoom(field) {
    if (!/-\d+-text$/.test(field) || form.elements[field]) return;
    const group = form.querySelector(`[name="${CSS.escape(field.replace(/-\d+-text$/, "-0-text"))}"]`)?.closest(".statements");
    if (group && window.gesprekstafel) window.gesprekstafel.addBox(group, group.querySelectorAll(".box"));
  }

  const draft = store.get(path);
  const restored = form.querySelector("[data-restored]");
  // Only on a fresh form: what the service gives back after a mistake is newer than any draft.
  if (draft?.pairs && "fresh" in form.dataset && JSON.stringify(draft.pairs) !== begun) {
    const place = document.activeElement;
    write(draft);
    place?.focus?.({ preventScroll: true });
    window.scrollTo(0, 0);
    if (restored) restored.hidden = false;
  }
  form.querySelector("[data-forget]")?.addEventListener("click", () => {
    store.remove(path);
    location.reload();
  });
  const note = form.querySelector("[data-draft-note]");
  if (note) note.hidden = false;
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  window.addEventListener("pagehide", keep);
})();
