// Keeps every keystroke on this device until the service has acknowledged it. At once in
// localStorage, because a page can end at any moment; and in IndexedDB, which is on the disk when
// it says so. A draft is of one person (`data-owner`): the next one on this phone does not see it.
(() => {
  const form = document.querySelector("form[data-draft]");
  const { owner } = document.body.dataset;
  const DAYS = 30 * 24 * 3600 * 1000;
  const local = {
    get: (id) => { try { return JSON.parse(localStorage.getItem(`draft:${id}`)); } catch { return null; } },
    set: (id, draft) => { try { localStorage.setItem(`draft:${id}`, JSON.stringify(draft)); } catch { /* full or forbidden */ } },
    remove: (id) => { try { localStorage.removeItem(`draft:${id}`); } catch { /* forbidden */ } },
    names: () => { try { return Object.keys(localStorage).filter((name) => name.startsWith("draft:")).map((name) => name.slice(6)); } catch { return []; } },
  };
  const drop = (id) => { local.remove(id); return store.remove("drafts", id).catch(() => {}); };
  const forget = (whose) => local.names().filter((id) => id.startsWith(`${whose} `)).forEach(local.remove);
  window.drafts = { drop, forget };
  if (!owner) return;
  local.names().filter((id) => Date.now() - (local.get(id)?.at || 0) > DAYS).forEach(drop);
  // Sent in the background, while no page was open: then it is no draft any more.
  local.names().forEach(async (id) => {
    const draft = local.get(id);
    if (draft && await queue.arrived(draft.key, draft.pairs)) drop(id);
  });

  // "Received": the page after handing in names the form; the address forgets it, so that coming
  // back to this page later does not throw away a newer draft.
  document.querySelectorAll("[data-received]").forEach((element) => {
    drop(`${owner} ${element.dataset.received}`);
    history.replaceState(null, "", location.pathname);
  });
  if (!form) return;

  const path = new URL(form.action).pathname;
  const id = `${owner} ${path}`;
  const fields = () => [...form.elements].filter((field) => field.name && !["hidden", "submit", "button"].includes(field.type));
  // Pairs of name and value; an unticked box leaves nothing.
  const read = () => fields()
    .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
    .map((field) => [field.name, field.value]);
  const begun = JSON.stringify(read());
  const fresh = "fresh" in form.dataset;
  const key = form.elements.key;
  let mine = 0; // the time of the draft that this page shows

  if (fresh && key) key.value = queue.key();

  const keep = () => {
    const pairs = read();
    if (fresh && JSON.stringify(pairs) === begun) { mine = Date.now(); drop(id); return; }
    mine = Math.max(Date.now(), mine + 1);
    const draft = { id, owner, key: key?.value, pairs, at: mine };
    local.set(id, draft);
    store.put("drafts", draft).catch(() => {});
  };

  const makeRoom = (name) => {
    if (!/-\d+-text$/.test(name) || form.elements[name]) return;
    const first = form.querySelector(`[name="${CSS.escape(name.replace(/-\d+-text$/, "-0-text"))}"]`);
    const group = first?.closest(".statements");
    if (group) window.statements?.addBox(group);
  };
  const write = (draft) => {
    draft.pairs.forEach(([name]) => makeRoom(name));
    const values = new Map();
    for (const [name, value] of draft.pairs) values.set(name, [...(values.get(name) || []), value]);
    for (const field of fields()) {
      const wanted = values.get(field.name) || [];
      if (["radio", "checkbox"].includes(field.type)) field.checked = wanted.includes(field.value);
      else if (wanted.length && field.value !== wanted[0]) field.value = wanted[0]; // else the cursor jumps
    }
    if (draft.key && key) key.value = draft.key;
    mine = draft.at;
    form.dispatchEvent(new CustomEvent("restored"));
  };

  const say = (name) => { const note = form.querySelector(`[data-${name}]`); if (note) note.hidden = false; };
  const restore = (draft) => {
    if (!draft?.pairs || draft.at <= mine || JSON.stringify(draft.pairs) === begun) return;
    const place = document.activeElement;
    write(draft);
    place?.focus?.({ preventScroll: true });
    say("restored");
  };
  // Another tab was typed in, or this page slept: what is newer comes in, and nothing is overwritten.
  const catchUp = () => {
    const draft = local.get(id);
    if (draft?.pairs && draft.at > mine) write(draft);
  };
  const sentElsewhere = async () => { if (await queue.arrived(key?.value, read())) say("elsewhere"); };

  const begin = async () => {
    if (!fresh) { keep(); return; } // what the service gave back after a mistake is the newest
    restore(local.get(id));
    if (await queue.arrived(key?.value, read())) { await drop(id); location.reload(); return; }
    restore(await store.get("drafts", id).catch(() => null));
  };
  begin();
  form.querySelector("[data-forget]")?.addEventListener("click", async () => { await drop(id); location.reload(); });
  store.lasts().then((lasts) => { if (lasts) say("draft-note"); });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  window.addEventListener("storage", (event) => {
    if (event.key !== `draft:${id}`) return;
    if (event.newValue) catchUp(); else sentElsewhere();
  });
  document.addEventListener("visibilitychange", catchUp);
  document.addEventListener("resume", catchUp);
  window.addEventListener("pageshow", catchUp);
  window.addEventListener("focus", catchUp);
  window.drafts = { ...window.drafts, read, id };
})();
