// Extra comfort on a phone. Everything also works without this file.
(() => {
  // The list of activities, fetched again when something opened or closed.
  const fetched = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("[data-activities]");
  };
  const open = (list) => new Set((list.dataset.open || "").split(" ").filter(Boolean));

  const refreshList = async (list) => {
    const fresh = await fetched(list.dataset.activities);
    if (fresh.innerHTML === list.innerHTML) return;
    const focused = document.activeElement?.closest?.("[data-activities] a")?.getAttribute("href");
    list.replaceWith(fresh);
    if (focused) fresh.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    const announce = document.querySelector("[data-announce]");
    if (announce) announce.textContent = announce.dataset.text;
  };

  // On a form: only say so; what is being typed stays as it is.
  let known;
  const tellNews = async (news) => {
    const now = open(await fetched(news.dataset.news));
    known ??= new Set([news.dataset.this]);
    const opened = [...now].some((id) => id !== news.dataset.this && !known.has(id));
    if (opened) news.querySelector("[data-opened]").hidden = false;
    const shut = "shut" in news.dataset;
    news.querySelector("[data-closed]").hidden = shut || now.has(news.dataset.this);
    news.querySelector("[data-reopened]").hidden = !(shut && now.has(news.dataset.this));
    known = new Set([...known, ...now]);
  };
  const refresh = () => {
    const list = document.querySelector("[data-activities]");
    const news = document.querySelector("[data-news]");
    if (list) refreshList(list).catch(() => {});
    else if (news) tellNews(news).catch(() => {});
  };
  const start = document.querySelector("[data-news]");
  if (start) fetched(start.dataset.news).then((list) => { known = open(list); }).catch(() => {});
  document.body.addEventListener("live", refresh);

  // How many characters are left, once that begins to matter.
  const measure = (field) => {
    const left = Number(field.dataset.limit) - [...field.value.trim()].length;
    let note = field.nextElementSibling;
    if (!note?.classList.contains("count-left")) {
      note = document.createElement("span");
      note.className = "count-left";
      field.after(note);
    }
    note.textContent = left > 150 ? "" : left;
    note.classList.toggle("over", left < 0);
  };
  document.addEventListener("input", (event) => {
    if (event.target.dataset?.limit) measure(event.target);
  });

  // One more box without a journey to the server.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-more]");
    if (!button) return;
    const field = button.closest(".statements");
    const boxes = field.querySelectorAll(".box");
    const maximum = Number(field.dataset.maximum);
    if (boxes.length >= maximum) return;
    event.preventDefault();
    addBox(field, boxes);
    button.hidden = boxes.length + 1 >= maximum;
    document.dispatchEvent(new CustomEvent("grown"));
  });
  const addBox = (field, boxes) => {
    const last = boxes[boxes.length - 1];
    const box = last.cloneNode(true);
    const name = last.querySelector("textarea").name;
    const [, stem, number] = name.match(/^(.*)-(\d+)-text$/);
    const next = Number(number) + 1;
    for (const element of box.querySelectorAll("[id], [name], [for]")) {
      for (const attribute of ["id", "name", "for"]) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace(`${stem}-${number}-`, `${stem}-${next}-`));
      }
    }
    box.querySelectorAll(".error, .count-left").forEach((element) => element.remove());
    box.querySelectorAll("[aria-invalid]").forEach((element) => element.removeAttribute("aria-invalid"));
    box.querySelectorAll("textarea").forEach((element) => { element.value = ""; element.defaultValue = ""; });
    box.querySelectorAll("select").forEach((element) => { element.selectedIndex = 0; });
    box.querySelectorAll("input[type=radio]").forEach((element) => { element.checked = false; });
    const label = box.querySelector(".label");
    label.textContent = label.textContent.replace(/\d+/, boxes.length + 1);
    last.after(box);
    box.querySelector("textarea").focus();
    return box;
  };
  window.gesprekstafel = { addBox };

  // A second tap while the first is on its way is not sent. (If it were, it would count once.)
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (event.submitter?.name === "more") return;
    form.dataset.sent = "yes";
    const button = form.querySelector("[data-busy]");
    if (!button) return;
    button.dataset.idle = button.textContent;
    button.textContent = button.dataset.busy;
    // A journey that never ended must not lock the door.
    setTimeout(() => release(form), 20000);
  });
  const release = (form) => {
    delete form.dataset.sent;
    const button = form.querySelector("[data-busy]");
    if (button?.dataset.idle) button.textContent = button.dataset.idle;
  };
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("[data-once]").forEach(release);
    if (document.querySelector(".error-summary")) document.querySelector(".error-summary").focus();
  });
})();
