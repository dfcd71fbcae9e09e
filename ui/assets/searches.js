// Searches that a reader of 选址 keeps: with an account by the server, without one in this browser. They are run again when the page is opened
// and now and then while it is; how many rows fit that did not before is told.
window.huizhao.searches = (() => {
  const KEY = "huizhao-searches";
  const MOST = 10;
  const ROWS = 500;
  const FIRST_MS = 4000; // after what the page itself fetches at its start
  const AGAIN_MS = 30 * 60 * 1000;
  let fresh = {}; // of this browser's own, by need: how many rows fit that did not when it was looked at last
  let account = []; // the account's own: { id, title, need, added }

  const all = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; }
  };
  const store = (searches) => localStorage.setItem(KEY, JSON.stringify(searches.slice(-MOST)));
  const signedIn = () => Boolean(window.huizhao.signedHeaders().Authorization);

  const call = async (method, path, body) => {
    const headers = { ...window.huizhao.signedHeaders(), ...(body && { "Content-Type": "application/json" }) };
    const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    if (!response.ok) throw new Error(String(response.status));
    return response.status === 204 ? null : response.json();
  };

  // What may be seen depends on the account; without one it is what is public.
  const found = async (need) => {
    const { rows } = await call("POST", "api/listings/match", { ...JSON.parse(need), limit: ROWS });
    return rows.filter((row) => row.verdict === "met").map((row) => row.id);
  };

  const ofAccount = async () => {
    account = signedIn() ? (await call("GET", "api/searches").catch(() => ({ searches: [] }))).searches : [];
  };

  const keep = async (button) => {
    const { need, title } = button.dataset;
    if (signedIn()) {
      await call("POST", "api/searches", { title: title.slice(0, 300), need: JSON.parse(need) });
      await ofAccount();
    } else {
      const ids = await found(need).catch(() => []);
      store([...all().filter((one) => one.need !== need), { need, title, ids }]);
    }
    show();
  };

  const forget = async ({ id, need }) => {
    if (id) {
      await call("DELETE", `api/searches/${id}`).catch(() => null);
      await ofAccount();
    } else {
      store(all().filter((one) => one.need !== need));
      delete fresh[need];
    }
    show();
  };

  const seen = async ({ id, need }) => {
    if (id) {
      await call("POST", `api/searches/${id}/seen`).catch(() => null);
      await ofAccount();
      show();
      return;
    }
    delete fresh[need];
    show();
    const ids = await found(need).catch(() => null);
    if (ids) store(all().map((one) => (one.need === need ? { ...one, ids } : one)));
  };

  const check = async () => {
    if (document.hidden) return;
    await ofAccount();
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
    open.addEventListener("click", () => setTimeout(seen, 0, search)); // the click is still on its way to the server
    if (search.added) {
      const told = document.createElement("em");
      told.className = "hz-badge is-good";
      told.textContent = words.added.replace("{count}", search.added);
      open.append(" ", told);
    }
    const away = button("×", {});
    away.setAttribute("aria-label", `${words.forget} ${search.title}`);
    away.addEventListener("click", (event) => { event.stopPropagation(); forget(search); });
    item.append(open, away);
    return item;
  };

  const kept = () => [
    ...account.map((one) => ({ ...one, need: JSON.stringify(one.need) })),
    ...all().map((one) => ({ ...one, added: fresh[one.need] })),
  ];

  // The number stands on the page's own button too, wherever the reader is.
  const told = () => {
    const tab = document.querySelector(".hz-nav [data-page=sites]");
    const count = kept().reduce((sum, one) => sum + (one.added ?? 0), 0);
    if (!tab || tab.dataset.added === String(count || "")) return;
    if (count) tab.dataset.added = count;
    else delete tab.dataset.added;
  };

  const show = () => {
    told();
    for (const box of document.querySelectorAll(".hz-kept-searches")) {
      const lines = kept().map((search) => line(search, box.dataset));
      box.replaceChildren(...lines);
      box.hidden = !lines.length;
    }
  };

  const on = (element, watch) => {
    watch("value", show);
    show();
  };

  // Somebody signed in, or out: what is listed is of the account.
  const changed = () => setTimeout(() => ofAccount().then(show), 0);

  setTimeout(() => { if (signedIn() || all().length) check(); }, FIRST_MS);
  setInterval(check, AGAIN_MS);
  window.addEventListener("huizhao-arrived", told);
  return { keep, on, changed };
})();
