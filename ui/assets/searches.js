// Searches that a reader of 选址 has kept, in this browser: run again when the page is opened, and what fits since then is told.
window.huizhao.searches = (() => {
  const KEY = "huizhao-searches";
  const MOST = 10;
  const ROWS = 500;
  const FIRST_MS = 4000; // after what the page itself fetches at its start
  let fresh = {}; // by need: how many rows fit that did not when it was looked at last

  const all = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; }
  };
  const store = (searches) => localStorage.setItem(KEY, JSON.stringify(searches.slice(-MOST)));

  // What may be seen depends on the account; without one it is what is public.
  const found = async (need) => {
    const headers = { ...window.huizhao.signedHeaders(), "Content-Type": "application/json" };
    const body = JSON.stringify({ ...JSON.parse(need), limit: ROWS });
    const response = await fetch("api/listings/match", { method: "POST", headers, body });
    if (!response.ok) throw new Error(String(response.status));
    return (await response.json()).rows.filter((row) => row.verdict === "met").map((row) => row.id);
  };

  const keep = async (button) => {
    const { need, title } = button.dataset;
    const ids = await found(need).catch(() => []);
    store([...all().filter((one) => one.need !== need), { need, title, ids }]);
    show();
  };

  const forget = (need) => {
    store(all().filter((one) => one.need !== need));
    delete fresh[need];
    show();
  };

  const seen = async (need) => {
    delete fresh[need];
    show();
    const ids = await found(need).catch(() => null);
    if (ids) store(all().map((one) => (one.need === need ? { ...one, ids } : one)));
  };

  const check = async () => {
    for (const { need, ids } of all()) {
      const now = await found(need).catch(() => []);
      const added = now.filter((id) => !ids.includes(id)).length;
      if (added) fresh[need] = added;
    }
    show();
  };

  const button = (text, attributes) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    Object.entries(attributes).forEach(([name, value]) => { made.dataset[name] = value; });
    return made;
  };

  const line = (search, words) => {
    const item = document.createElement("span");
    item.className = "hz-kept-search";
    const open = button(search.title, { act: "recall", need: search.need });
    open.addEventListener("click", () => setTimeout(seen, 0, search.need)); // the click is still on its way to the server
    if (fresh[search.need]) {
      const told = document.createElement("em");
      told.className = "hz-badge is-good";
      told.textContent = words.added.replace("{count}", fresh[search.need]);
      open.append(" ", told);
    }
    const away = button("×", {});
    away.setAttribute("aria-label", `${words.forget} ${search.title}`);
    away.addEventListener("click", (event) => { event.stopPropagation(); forget(search.need); });
    item.append(open, away);
    return item;
  };

  // The number stands on the page's own button too, wherever the reader is.
  const told = () => {
    const tab = document.querySelector(".hz-nav [data-page=sites]");
    const count = Object.values(fresh).reduce((sum, one) => sum + one, 0);
    if (!tab || tab.dataset.added === String(count || "")) return;
    if (count) tab.dataset.added = count;
    else delete tab.dataset.added;
  };

  const show = () => {
    told();
    for (const box of document.querySelectorAll(".hz-kept-searches")) {
      const lines = all().map((search) => line(search, box.dataset));
      box.replaceChildren(...lines);
      box.hidden = !lines.length;
    }
  };

  const on = (element, watch) => {
    watch("value", show);
    show();
  };

  if (all().length) setTimeout(check, FIRST_MS);
  window.addEventListener("huizhao-arrived", told);
  return { keep, on };
})();
