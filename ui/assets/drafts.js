// Nothing that somebody typed is lost: boxes marked hz-kept, and the letter of a case, are kept in this tab until they are sent, each account's
// apart. They come back after a reload, a broken connection, a session that expired; signing out forgets them.
window.huizhao.drafts = (() => {
  const LETTER = ["letter-title", "letter-addressee", "letter-body", "letter-signature", "letter-dated"];
  const TICK_MS = 150;
  let account = "";
  let known = false; // whose drafts these are, is known only once the session has been read
  let waiting = 0;
  let reloading = false;
  const given = new Set(); // boxes that have got back what was in them

  const key = (name = account) => `huizhao-drafts:${name}`;
  const read = (name = account) => {
    try { return { boxes: {}, letters: {}, ...JSON.parse(sessionStorage.getItem(key(name)) ?? "{}") }; } catch { return { boxes: {}, letters: {} }; }
  };
  const write = (kept) => {
    try { sessionStorage.setItem(key(), JSON.stringify(kept)); } catch { /* a full store keeps what it has */ }
  };

  const box = (wrapper) => wrapper?.querySelector("textarea, input[type=text], input:not([type])");
  const boxes = () => [...document.querySelectorAll(".hz-kept[id]")].map((wrapper) => [wrapper.id, box(wrapper)]).filter(([, field]) => field);
  const put = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // Boxes --------------------------------------------------------------------------------------------------------------------------------
  const keep = () => {
    if (!known) return;
    const kept = read();
    for (const [id, field] of boxes()) {
      if (!given.has(id)) continue;
      if (field.value) kept.boxes[id] = field.value;
      else delete kept.boxes[id];
    }
    write(kept);
  };

  const give = () => {
    const kept = read();
    for (const [id, field] of boxes()) {
      if (given.has(id)) continue;
      given.add(id);
      if (kept.boxes[id] && !field.value) put(field, kept.boxes[id]);
    }
  };

  // A question that was under way when the page went: unless its answer is there after all, it is to be asked again.
  const askAgain = () => {
    const kept = read();
    const asked = kept.asked;
    if (!asked) return;
    delete kept.asked;
    write(kept);
    const last = [...document.querySelectorAll(".hz-question")].pop()?.textContent.trim();
    const field = box(document.getElementById("question"));
    if (field && !field.value && last !== asked) put(field, asked);
  };

  // The letter of a case -------------------------------------------------------------------------------------------------------------------
  let typed = null; // { case, version, values, saved }
  const letterFields = () => LETTER.map((id) => box(document.getElementById(id)));
  const head = () => document.querySelector(".hz-case-head[data-case]");
  const sameLetter = (one, other) => one.every((value, index) => value.trim() === other[index].trim());

  const typedLetter = () => {
    const shown = head();
    const fields = letterFields();
    if (!shown || fields.some((field) => !field)) return;
    typed = { case: shown.dataset.case, version: shown.dataset.version, values: fields.map((field) => field.value) };
    const kept = read();
    kept.letters[typed.case] = typed;
    write(kept);
  };

  const forgetLetter = (number) => {
    const kept = read();
    delete kept.letters[number];
    write(kept);
    typed = null;
    document.getElementById("hz-kept-letter")?.remove();
  };

  const offerLetter = (letter, fields) => {
    if (document.getElementById("hz-kept-letter")) return;
    const words = document.querySelector(".hz-header").dataset;
    const note = document.createElement("div");
    note.id = "hz-kept-letter";
    note.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = words.letterRestored;
    const restore = document.createElement("button");
    restore.textContent = words.restore;
    restore.onclick = () => {
      note.remove();
      fields.forEach((field, index) => put(field, letter.values[index]));
      typedLetter();
    };
    const discard = document.createElement("button");
    discard.textContent = words.discard;
    discard.onclick = () => forgetLetter(letter.case);
    note.append(text, restore, discard);
    document.body.append(note);
  };

  const tendLetter = () => {
    const shown = head();
    if (!shown?.getClientRects().length) {
      document.getElementById("hz-kept-letter")?.remove();
      return;
    }
    const letter = typed?.case === shown.dataset.case ? typed : read().letters[shown.dataset.case];
    const fields = letterFields();
    if (!letter || fields.some((field) => !field || field.disabled)) return;
    const now = fields.map((field) => field.value);
    if (sameLetter(now, letter.values)) {
      typed = letter;
      if (letter.version !== shown.dataset.version) forgetLetter(letter.case); // it has become the newest version
    } else if (letter.version === shown.dataset.version) {
      typed = letter;
      fields.forEach((field, index) => put(field, letter.values[index]));
    } else if (letter.saved) forgetLetter(letter.case);
    else offerLetter(letter, fields);
  };

  const unsavedLetter = () => Boolean(typed && !typed.saved && head()?.getClientRects().length);

  // ----------------------------------------------------------------------------------------------------------------------------------------
  const tick = () => {
    waiting = 0;
    if (!known) return;
    give();
    tendLetter();
  };
  const later = () => {
    if (!waiting) waiting = setTimeout(tick, TICK_MS);
  };
  new MutationObserver(later).observe(document, { subtree: true, childList: true });

  let keeping = 0;
  document.addEventListener("input", (event) => {
    const wrapper = event.target.closest?.("[id]:is(.hz-kept, #letter-title, #letter-addressee, #letter-body, #letter-signature, #letter-dated)");
    if (!wrapper || !event.isTrusted && !known) return;
    if (LETTER.includes(wrapper.id)) typedLetter();
    else {
      given.add(wrapper.id);
      clearTimeout(keeping);
      keeping = setTimeout(keep, 200);
    }
  }, true);

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-act=logout]")) signedOut();
    if (event.target.closest?.("#save-version, #submit-version, #reply-bases [data-act=variant]") && typed) {
      typed.saved = true;
      const kept = read();
      kept.letters[typed.case] = typed;
      write(kept);
    }
    setTimeout(keep, 400);
  }, true);

  window.addEventListener("pagehide", () => {
    keep();
    const pending = document.querySelector(".hz-exchange:last-child:has(.is-pending) .hz-question")?.textContent.trim();
    if (!pending || !known) return;
    write({ ...read(), asked: pending });
  });

  const worthAsking = () => ["complaint-text", "register-text"].some((id) => box(document.getElementById(id))?.value.trim()) || unsavedLetter();

  window.addEventListener("beforeunload", (event) => {
    if (!reloading && known && worthAsking()) event.preventDefault();
  });

  window.addEventListener("huizhao-arrived", () => {
    tick();
    askAgain();
  });

  // Gradio loads the page anew once a broken connection is back: nobody needs to be asked, everything comes back.
  const fetching = window.fetch;
  window.fetch = (...asked) => {
    const address = String(asked[0]?.url ?? asked[0]);
    const answered = fetching(...asked);
    if (address.endsWith("/app_id")) answered.then((response) => { reloading = response.ok; }, () => {});
    return answered;
  };

  const signedOut = () => {
    sessionStorage.removeItem(key());
    typed = null;
    known = false; // until the session that follows is read
  };

  // What was begun without an account goes along into it; an account's own waits for it to come back.
  const of = (name) => {
    if (known && name === account) return;
    const before = known && !account && name ? read("") : null;
    account = name;
    known = true;
    if (before) {
      const own = read();
      write({ ...own, boxes: { ...own.boxes, ...before.boxes } });
      sessionStorage.removeItem(key(""));
    }
    typed = null;
    given.clear();
    later();
  };

  const fill = (id, value) => {
    const field = box(document.getElementById(id));
    if (field) put(field, value);
  };

  return { of, fill, signedOut, reload: () => { reloading = true; window.location.reload(); } };
})();
