// What one sees of the board, on this screen alone: some of the cards, and columns that are folded.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export const filter = (board) => {
  const bar = document.querySelector("[data-filter]");
  const text = bar.querySelector("input[type=search]");
  const selects = [...bar.querySelectorAll("[data-of]")];
  const proposals = bar.querySelector("#filter-proposals");
  const found = bar.querySelector("[data-found]");
  bar.hidden = false;
  const words = new WeakMap();
  const wordsOf = (card) => {
    if (!words.has(card)) words.set(card, plain(card.querySelector(".quote").textContent));
    return words.get(card);
  };

  const offer = () => {
    const cards = [...board.querySelectorAll("[data-card]")];
    for (const select of selects) {
      if (select.id === "filter-aspect") continue;
      const values = [...new Set(cards.map((card) => card.dataset[select.dataset.of]))].filter(Boolean).sort();
      const known = [...select.options].slice(1).map((one) => one.value);
      if (values.join("|") !== known.join("|")) {
        const chosen = select.value;
        select.replaceChildren(select.options[0], ...values.map((value) => Object.assign(new Option(value, value, false, value === chosen), { lang: "nl" })));
      }
      select.hidden = values.length < 2 && !select.value;
    }
  };
  const apply = () => {
    const wanted = plain(text.value).split(/\s+/).filter(Boolean);
    const busy = wanted.length || proposals.checked || selects.some((one) => one.value);
    let n = 0;
    for (const card of board.querySelectorAll("[data-card]")) {
      const fits = !busy || (wanted.every((one) => wordsOf(card).includes(one))
        && selects.every((one) => !one.value || card.dataset[one.dataset.of] === one.value)
        && (!proposals.checked || card.matches(".proposal")));
      if (card.hidden === fits) card.hidden = !fits;
      n += fits;
    }
    found.textContent = busy ? found.dataset.text.replace("{n}", n) : "";
  };
  let waits;
  bar.addEventListener("input", () => { clearTimeout(waits); waits = setTimeout(apply, 80); });
  board.addEventListener("drawn", () => { offer(); apply(); });
  offer();
};

export const collapse = (board) => {
  const stored = `gesprekstafel-folded-${board.dataset.slug}`;
  const folded = new Set(JSON.parse(localStorage.getItem(stored) || "[]"));
  const dress = () => {
    for (const column of board.querySelectorAll(":scope > .column")) {
      const shut = folded.has(column.dataset.key);
      column.classList.toggle("is-collapsed", shut);
      const header = column.querySelector("header");
      let button = header.querySelector("[data-fold]");
      if (!button) {
        button = Object.assign(document.createElement("button"), { type: "button", className: "fold" });
        button.dataset.fold = "";
        header.prepend(button);
      }
      const name = column.querySelector("[data-name]").textContent;
      button.textContent = shut ? "›" : "‹";
      button.setAttribute("aria-expanded", String(!shut));
      button.setAttribute("aria-label", `${shut ? board.dataset.wordsOpen : board.dataset.wordsCollapse}: ${name}`);
    }
  };
  board.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fold]");
    if (!button) return;
    const { key } = button.closest(".column").dataset;
    if (!folded.delete(key)) folded.add(key);
    localStorage.setItem(stored, JSON.stringify([...folded]));
    dress();
  });
  // The other themes to merge with, as they are now.
  board.addEventListener("toggle", (event) => {
    const select = event.target.querySelector?.("select[name=into]");
    if (!select || !event.target.open) return;
    const own = event.target.closest(".column");
    const others = [...board.querySelectorAll(":scope > .column")].filter((one) => one !== own);
    select.replaceChildren(select.options[0], ...others.map((one) => new Option(one.querySelector("[data-name]").textContent, one.dataset.key)));
  }, true);
  board.addEventListener("drawn", dress);
  dress();
};
