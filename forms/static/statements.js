// Help with statements: one thought each. Counts, stops at the limit, keeps what is too much in
// sight, and offers to make separate statements of a list that is pasted.
window.statements = (() => {
  const { words } = { words: document.getElementById("words")?.dataset || {} };
  const say = (name, values = {}) => (words[name] || "").replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
  const letters = (text) => [...text];
  const SHOW = 200, LAST = 100; // from so many characters on; so many before the end
  const GROWN = 12; // characters that come at once: pasted, not typed

  // ----- one more box, without a journey to the service
  const boxes = (group) => [...group.querySelectorAll(".box")];
  const room = (group) => Number(group.dataset.maximum) - boxes(group).length;
  const addBox = (group) => {
    const all = boxes(group);
    const last = all[all.length - 1];
    const box = last.cloneNode(true);
    const [, stem, number] = last.querySelector("textarea").name.match(/^(.*)-(\d+)-text$/);
    for (const element of box.querySelectorAll("[id], [name], [for]")) {
      for (const attribute of ["id", "name", "for"]) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace(`${stem}-${number}-`, `${stem}-${Number(number) + 1}-`));
      }
    }
    box.querySelectorAll(".error, .advice, .offer").forEach((element) => element.remove());
    box.querySelectorAll("textarea").forEach((element) => {
      element.value = element.defaultValue = "";
      ["aria-invalid", "aria-describedby"].forEach((name) => element.removeAttribute(name));
    });
    box.querySelectorAll("select").forEach((element) => { element.selectedIndex = 0; });
    box.querySelectorAll("input[type=radio], input[type=checkbox]").forEach((element) => { element.checked = false; });
    const label = box.querySelector(".label");
    label.textContent = label.textContent.replace(/\d+/, all.length + 1);
    box.dataset.added = "";
    last.after(box);
    const more = group.querySelector("[data-more]");
    if (more) more.hidden = room(group) < 1;
    return box;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-more]");
    if (!button) return;
    const group = button.closest(".statements");
    if (room(group) < 1) return;
    event.preventDefault();
    addBox(group).querySelector("textarea").focus();
  });

  // ----- the counter, its advice, and what is too much
  const element = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });
  const button = (text, act, className = "second small") => {
    const made = element("button", className, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };
  const place = (field, className) => {
    const holder = field.closest(".box, .field");
    let found = holder.querySelector(`.${className}`);
    if (!found) {
      found = element("div", className);
      found.setAttribute("role", "status");
      const before = className === "offer" ? holder.querySelector(".advice") || field : field;
      before.after(found);
    }
    return found;
  };
  const sentences = (text) => text.split(/[.!?…]+(?:\s|$)/).filter((one) => one.trim()).length;
  const advice = (field, count, limit) => {
    if (count > limit) return say("over", { n: count, limit });
    const lines = [];
    if (count >= limit - LAST) lines.push(say(count === limit ? "full" : count === limit - 1 ? "leftOne" : "left", { n: limit - count, limit }));
    const least = Number(field.dataset.advice || 0);
    if (least && count > least) lines.push(say(sentences(field.value) > 1 ? "several" : "long", { n: count, limit: least }));
    return lines.join(" ");
  };
  const measure = (field) => {
    const limit = Number(field.dataset.limit);
    const text = field.value.trim();
    const count = letters(text).length;
    if (count < Math.min(SHOW, limit) && !field.closest(".box, .field")?.querySelector(".advice")) return;
    const note = place(field, "advice");
    let number = note.querySelector(".count-left");
    if (!number) {
      number = element("span", "count-left");
      number.setAttribute("aria-hidden", "true");
      note.append(number, element("span", "advice-text"));
    }
    number.textContent = count < Math.min(SHOW, limit) ? "" : `${count} / ${limit}`;
    number.classList.toggle("over", count > limit);
    // A live region speaks when it changes: only when the advice becomes another one.
    const words = advice(field, count, limit);
    const shown = note.querySelector(".advice-text");
    if (shown.textContent !== words) shown.textContent = words;
    overflow(field, note, count > limit ? letters(text).slice(limit).join("") : "");
  };
  const overflow = (field, note, rest) => {
    let shown = note.querySelector(".overflow");
    if (!rest) { shown?.remove(); return; }
    if (!shown) {
      shown = element("p", "overflow");
      shown.append(element("span", "", `${say("rest")} `), element("mark", ""));
      const group = field.closest(".statements");
      if (group) shown.append(" ", button(say("move"), () => moveRest(field)));
      note.append(shown);
    }
    shown.querySelector("mark").textContent = rest;
  };
  // What is not to be published stays so when it is divided.
  const home = (field) => field.closest(".box").querySelector(".keep-home input");
  const isKept = (field) => Boolean(home(field)?.checked);
  const keep = (field) => { home(field).checked = true; };
  // Cut at the end of a word, so that no word is broken.
  const moveRest = (field) => {
    const group = field.closest(".statements");
    const limit = Number(field.dataset.limit);
    const text = field.value.trim();
    const head = letters(text).slice(0, limit).join("");
    const end = Math.max(head.lastIndexOf(" "), head.lastIndexOf("\n"));
    const cut = end > head.length / 2 ? end : head.length;
    const target = boxes(group).map((box) => box.querySelector("textarea")).find((one) => !one.value.trim() && one !== field)
      || (room(group) > 0 ? addBox(group).querySelector("textarea") : null);
    if (!target) return;
    if (isKept(field)) keep(target);
    field.value = text.slice(0, cut).trimEnd();
    target.value = text.slice(cut).trimStart();
    [field, target].forEach(changed);
    target.focus();
  };
  const changed = (field) => {
    before.set(field, field.value);
    measure(field);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // ----- a pasted list
  const MARK = /^\s*(?:[-–—•*·▪◦‣●○]|\(?(?:\d{1,2}|[a-z])[.)])\s+/i;
  // Only marks and line breaks go; every word stays as it was typed.
  const itemsOf = (text) => {
    const lines = text.split(/\r?\n/);
    const joined = (many) => many.map((one) => one.trim()).filter(Boolean).join(" ");
    if (lines.filter((line) => MARK.test(line)).length > 1) {
      const items = [];
      for (const line of lines) {
        if (MARK.test(line) || !items.length) items.push([line.replace(MARK, "")]);
        else items[items.length - 1].push(line);
      }
      return items.map(joined).filter(Boolean);
    }
    const paragraphs = text.split(/\n\s*\n/).map((one) => joined(one.split(/\r?\n/))).filter(Boolean);
    return paragraphs.length > 1 ? paragraphs : lines.map((line) => line.trim()).filter(Boolean);
  };
  const offer = (field) => {
    const group = field.closest(".statements");
    const free = boxes(group).filter((box) => !box.querySelector("textarea").value.trim()).length + room(group) + 1;
    const items = itemsOf(field.value);
    if (items.length < 2 || free < 2) return;
    const parts = items.slice(0, free);
    if (items.length > free) parts[free - 1] = items.slice(free - 1).join("\n");
    const note = place(field, "offer");
    const ask = element("p", "", say(items.length > free ? "listMuch" : "list", { n: items.length, free }));
    const row = element("p", "row");
    row.append(button(say("split", { n: parts.length }), () => split(field, parts, note), "small"), button(say("keep"), () => { note.textContent = ""; field.focus(); }));
    note.replaceChildren(ask, row);
  };
  const split = (field, parts, note) => {
    const group = field.closest(".statements");
    const undo = boxes(group).map((box) => box.querySelector("textarea")).map((one) => [one, one.value]);
    const chosen = field.closest(".box").querySelector("input[type=radio]:checked")?.value;
    const start = boxes(group).indexOf(field.closest(".box"));
    const empty = () => boxes(group).slice(start + 1).concat(boxes(group).slice(0, start)).find((box) => !box.querySelector("textarea").value.trim());
    const made = [];
    parts.forEach((part, number) => {
      const box = number ? empty() || addBox(group) : field.closest(".box");
      if (number && box.dataset.added !== undefined && !undo.some(([one]) => box.contains(one))) made.push(box);
      const target = box.querySelector("textarea");
      target.value = part;
      if (isKept(field)) keep(target);
      if (chosen) box.querySelectorAll("input[type=radio]").forEach((radio) => { radio.checked = radio.value === chosen; });
      changed(target);
    });
    const back = button(say("undo"), () => {
      made.forEach((box) => box.remove());
      undo.forEach(([one, value]) => { one.value = value; changed(one); });
      const more = group.querySelector("[data-more]");
      if (more) more.hidden = room(group) < 1;
      note.textContent = "";
      field.focus();
    });
    const done = element("p", "", say("splitDone", { n: parts.length }));
    const row = element("p", "row");
    row.append(back);
    note.replaceChildren(done, row);
    note.dataset.done = "";
    back.focus();
  };
  // Who typed on has seen it; undoing would throw away what was typed since.
  const settle = (group) => group?.querySelectorAll(".offer[data-done]").forEach((note) => note.remove());

  const before = new WeakMap();
  const limited = (target) => target?.dataset?.limit;
  document.addEventListener("focusin", (event) => { if (limited(event.target)) before.set(event.target, event.target.value); });
  // Typing stops at the limit. What is pasted stays, and is said to be too much.
  document.addEventListener("beforeinput", (event) => {
    const field = event.target;
    if (!limited(field) || !["insertText", "insertLineBreak"].includes(event.inputType)) return;
    const selected = field.selectionEnd - field.selectionStart;
    if (selected || letters(field.value).length < Number(field.dataset.limit)) return;
    if ((event.data || "").length <= 1) { event.preventDefault(); measure(field); }
  });
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!limited(field)) return;
    const was = before.get(field) ?? "";
    before.set(field, field.value);
    measure(field);
    settle(field.closest(".statements"));
    const grown = field.value.length - was.length > GROWN;
    if (grown && field.closest(".statements") && field.value.trim().includes("\n")) offer(field);
  });
  document.addEventListener("restored", (event) => event.target.querySelectorAll("[data-limit]").forEach(measure), true);
  document.querySelectorAll("[data-limit]").forEach(measure);
  return { addBox, itemsOf };
})();
