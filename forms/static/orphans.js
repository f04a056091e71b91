// What was not sent, of somebody whom this phone does not know any more (its cookie went). Nobody
// sees it before saying "that was me": then it is of whoever comes in next.
(() => {
  const { owner, meeting, gone } = document.body.dataset;
  const note = document.querySelector("[data-orphans]");
  if (!meeting || !window.store || gone) return;
  const FREE = "free";
  const here = ({ path }) => path.startsWith(`${root}m/${meeting}/`);
  const pathOf = (draft) => draft.id.slice(draft.owner.length + 1);
  const unsent = async () => (await store.all("queue")).filter((entry) => entry.state !== "sent" && here(entry));
  const begun = async () => (await store.all("drafts")).filter((draft) => here({ path: pathOf(draft) }));

  const give = async (from, to) => {
    let given = 0;
    for (const entry of await unsent()) {
      if (!from(entry.owner)) continue;
      await store.put("queue", { ...entry, owner: to, state: "waiting" });
      given += 1;
    }
    for (const draft of await begun()) {
      if (!from(draft.owner)) continue;
      await store.remove("drafts", draft.id);
      await store.put("drafts", { ...draft, owner: to, id: `${to} ${pathOf(draft)}` });
      given += 1;
    }
    return given;
  };
  const start = async () => {
    if (owner) {
      if (await give((whose) => whose === FREE, owner)) location.reload();
    } else if (note && (await unsent()).length + (await begun()).length) {
      note.hidden = false;
      note.querySelector("button").addEventListener("click", async () => {
        await give(() => true, FREE);
        note.querySelectorAll("[data-before]").forEach((element) => { element.hidden = true; });
        note.querySelector("[data-after]").hidden = false;
      });
    }
  };
  start().catch(() => {});
})();
