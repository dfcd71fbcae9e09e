// What the page does without asking the server: clicks inside gr.HTML become Gradio events, copying, downloading a file.
window.huizhao = (() => {
  let token = "";

  const copyText = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea"); // plain http in an intranet has no clipboard API
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  const flash = (button, text) => {
    const before = button.textContent;
    button.textContent = text;
    setTimeout(() => { button.textContent = before; }, 1500);
  };

  // Words as they are read, the numbers of their sources in brackets.
  const withMarks = (element) => {
    const plain = element.cloneNode(true);
    plain.querySelectorAll(".hz-mark").forEach((one) => { one.textContent = `[${one.textContent}]`; });
    return plain.textContent.trim();
  };

  // For Word and mails: the same with its table and its links.
  const withLinks = (answer) => {
    const rich = document.createElement("div");
    for (const part of answer.querySelectorAll(".hz-notice, .hz-standard, .hz-text, .hz-by-model, .hz-table, .hz-problem, .hz-sources ul")) rich.append(part.cloneNode(true));
    rich.querySelectorAll("summary").forEach((one) => one.remove());
    rich.querySelectorAll("a[href]").forEach((one) => { one.href = absolute(one.getAttribute("href")); });
    rich.querySelectorAll(".hz-mark").forEach((one) => one.replaceWith(`[${one.textContent}]`));
    rich.querySelectorAll("button").forEach((one) => one.replaceWith(...one.childNodes));
    rich.querySelectorAll("details").forEach((one) => one.replaceWith(...one.childNodes));
    return rich.innerHTML;
  };

  const copyRich = async (plain, rich) => {
    if (!window.ClipboardItem || !navigator.clipboard?.write || !window.isSecureContext) return copyText(plain);
    const kinds = { "text/plain": plain, "text/html": rich };
    const blobs = Object.entries(kinds).map(([kind, words]) => [kind, new Blob([words], { type: kind })]);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]).catch(() => copyText(plain));
  };

  const copyAnswer = async (button) => {
    const answer = button.closest(".hz-answer");
    const parts = [...answer.querySelectorAll(".hz-notice, .hz-standard, .hz-text p, .hz-by-model, .hz-problem")].map(withMarks);
    for (const row of answer.querySelectorAll(".hz-table tr")) {
      parts.push([...row.children].map(withMarks).join("\t"));
    }
    for (const chip of answer.querySelectorAll(".hz-chip")) {
      const badges = [...chip.querySelectorAll(".hz-badge")].map((badge) => `（${badge.textContent.trim()}）`).join("");
      const link = chip.parentElement.querySelector("a[href]");
      const address = link ? ` ${absolute(link.getAttribute("href"))}` : "";
      parts.push(`[${chip.querySelector("b").textContent}] ${chip.querySelector("span").textContent}${badges}${address}`);
    }
    await copyRich(parts.join("\n"), withLinks(answer));
    flash(button, button.dataset.done);
  };

  const absolute = (path) => new URL(path.replace(/^\//, ""), document.baseURI).href;
  const copyAddress = async (button) => {
    const field = button.closest(".hz-address").querySelector("input");
    await copyText(absolute(field.dataset.path));
    field.value = absolute(field.dataset.path);
    flash(button, button.dataset.done);
  };
  document.addEventListener("focusin", ({ target }) => {
    if (!target.matches?.("input[data-path]")) return;
    target.value = absolute(target.dataset.path);
    target.select();
  });
  const print = () => window.print();

  // On paper nothing is folded.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll(".hz-answer details:not([open]):not(.hz-files-menu)")];
    unfolded.forEach((one) => { one.open = true; });
  });
  window.addEventListener("afterprint", () => unfolded.forEach((one) => { one.open = false; }));

  // Into the question box: a question to change, or what an answer wants to know, behind what is there.
  const box = () => document.querySelector("#question textarea");
  const edit = (button) => {
    window.huizhao.drafts.fill("question", button.dataset.words);
    box().focus();
  };
  const add = (button) => {
    const before = box().value.trim();
    window.huizhao.drafts.fill("question", `${before}${before ? "；" : ""}${button.dataset.words}`);
    box().focus();
  };

  // data-href names what to fetch; number and code of a complaint are sent in the body, where no log keeps them;
  // so is what a file is to be made for (data-body).
  const fileRequest = (button) => {
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const { document: id, href, number, code, body: asked } = button.dataset;
    if (!href) return fetch(`api/documents/${encodeURIComponent(id)}/original`, { headers });
    if (!code && !asked) return fetch(href, { headers });
    const body = asked ?? JSON.stringify({ number, code });
    return fetch(href, { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body });
  };

  const download = async (button) => {
    button.disabled = true;
    try {
      const response = await fileRequest(button);
      if (!response.ok) throw new Error(String(response.status));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await response.blob());
      link.download = button.dataset.name.split("/").pop();
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    } catch {
      flash(button, button.dataset.failed);
    } finally {
      button.disabled = false;
    }
  };

  const unfold = (button) => button.parentElement.classList.toggle("is-unfolded"); // only narrow windows fold the list

  // A clause with all below it under its citation; the places of references that are open in it are left out.
  const copyClause = async (button) => {
    const lines = [...button.closest("[data-node]").querySelectorAll(".hz-words")].map((words) => {
      const plain = words.cloneNode(true);
      plain.querySelectorAll(".hz-target").forEach((target) => target.remove());
      return plain.textContent.trim();
    });
    await copyText(`${button.dataset.citation}\n${lines.join("\n")}`);
    flash(button, button.dataset.done);
  };

  // Not scrollIntoView: it would scroll the frame around the document as well.
  const bring = (node) => {
    let scroller = node.parentElement;
    const scrolls = (one) => one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY);
    while (scroller && !scrolls(scroller)) scroller = scroller.parentElement;
    scroller?.scrollBy({ top: node.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 12 });
  };
  const see = (button) => bring(document.getElementById(button.dataset.target));

  const goTo = (element, ordinal) => {
    const node = element.closest(".hz-reader").querySelector(`[data-node="${ordinal}"]`);
    if (!node) return;
    window.huizhao.places.atClause(node.dataset.place);
    bring(node);
    node.classList.add("is-reached");
    setTimeout(() => node.classList.remove("is-reached"), 2000);
  };

  const go = (button) => goTo(button, button.dataset.ordinal);

  // A document that is opened, or turned to another part, shows the place that was asked for.
  const settle = (element, watch) => {
    let shown = "";
    const show = () => {
      const reader = element.querySelector(".hz-reader");
      const now = reader ? `${reader.dataset.document} ${reader.dataset.at}` : "";
      if (now === shown) return;
      shown = now;
      if (!reader) return;
      if (reader.dataset.at !== "0") goTo(reader, reader.dataset.at);
      else reader.querySelector(".hz-clauses").scrollTop = 0;
    };
    watch("value", show);
    show();
  };

  const keepSearch = (button) => window.huizhao.searches.keep(button)
    .then(() => flash(button, button.dataset.done), () => flash(button, button.dataset.failed));
  const local = { keepSearch, edit, add, look: (button) => window.huizhaoLook.choose(button), print, address: copyAddress, copy: copyAnswer, clause: copyClause, original: download, download, unfold, go, see };

  const clicked = (event, element, events, trigger) => {
    const button = event.target.closest("[data-act], [data-local]");
    if (!button || !element.contains(button)) return;
    if (button.dataset.local) return local[button.dataset.local](button);
    if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
    if (!events.includes(button.dataset.act)) return;
    const data = { ...button.dataset };
    const comment = button.closest(".hz-comment")?.querySelector("textarea");
    if (comment) data.comment = comment.value;
    const run = () => trigger(button.dataset.act, data);
    if (button.dataset.draft) window.huizhao.drafts.fill(button.dataset.draftInto ?? "question", button.dataset.draft);
    if (button.dataset.act === "goto") window.huizhao.places.travel(run);
    else run();
  };

  // Tabs share one account: what one of them signed out of, or into anew, does not stay in the view of another.
  const ACCOUNT = "huizhao-account";
  const SIGNED_OUT = "-";
  const mark = () => token.slice(-12); // tells tokens apart and is no token

  window.addEventListener("storage", (event) => {
    if (event.key !== ACCOUNT || !token || event.newValue === mark()) return;
    if (event.newValue === SIGNED_OUT) window.huizhao.drafts.signedOut();
    window.huizhao.drafts.reload();
  });

  let started = false;
  let leaving = false; // signing out was asked for: that is not a session that expired
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-act=logout]")) leaving = true; }, true);

  const remember = (session) => {
    const before = token;
    token = session?.token ?? "";
    if (started && before && !token && !leaving) window.huizhao.places.expired();
    if (started && token && !before) window.huizhao.places.signedIn();
    if (started && token !== before) window.huizhao.searches.changed();
    started = true;
    localStorage.setItem(ACCOUNT, !token && leaving ? SIGNED_OUT : mark());
    leaving = false;
    window.huizhao.drafts.of(session?.name ?? "");
    document.documentElement.lang = session?.language === "en" ? "en" : "zh-CN";
    localStorage.setItem("huizhao-language", document.documentElement.lang);
  };

  // A new question comes to the top of the view, so that its answer is read from the beginning while it grows; a comment box
  // that opens comes into view. Not scrollIntoView: it would scroll the frame around the thread as well.
  const follow = (element) => {
    const scroller = element.closest("#thread");
    const scroll = (pixels) => scroller.scrollBy({ top: pixels, behavior: "smooth" });
    let seen = element.querySelectorAll(".hz-exchange").length;
    new MutationObserver((changes) => {
      const view = scroller.getBoundingClientRect();
      const exchanges = element.querySelectorAll(".hz-exchange");
      if (exchanges.length !== seen) {
        seen = exchanges.length;
        if (seen) scroll(exchanges[seen - 1].getBoundingClientRect().top - view.top - 20);
        return;
      }
      for (const node of changes.flatMap((change) => [...change.addedNodes])) {
        if (!node.matches?.(".hz-comment, .hz-address")) continue;
        scroll(Math.max(0, node.getBoundingClientRect().bottom - view.bottom + 20));
        node.querySelector("textarea, button").focus({ preventScroll: true });
      }
    }).observe(element, { childList: true, subtree: true });
  };

  // A citation opens with its quoted words in view; turning pages of the same one leaves the reader where he is.
  const reveal = (element, watch) => {
    let shown = "";
    const show = () => {
      const passage = element.querySelector(".hz-passage");
      const quoted = passage?.querySelector("mark b") ?? passage?.querySelector("mark");
      const now = element.querySelector("h3")?.textContent + (quoted?.textContent ?? "");
      if (now === shown) return;
      shown = now;
      (element.closest("#citation") ?? element).scrollTop = 0;
      if (quoted) passage.scrollTop += quoted.getBoundingClientRect().top - passage.getBoundingClientRect().top - 60;
    };
    watch("value", show);
    show();
  };

  // Photos are fetched with the user's token, which an <img> could not send; the neutral picture stays where there is none.
  const loadPhoto = async (image) => {
    const { photo } = image.dataset;
    delete image.dataset.photo;
    const response = await fetch(photo, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
    if (!response.ok) return;
    image.onload = () => URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(await response.blob());
  };

  const photos = (element, watch) => {
    const load = () => element.querySelectorAll("img[data-photo]").forEach(loadPhoto);
    watch("value", load);
    load();
  };

  const signedHeaders = () => (token ? { Authorization: `Bearer ${token}` } : {});

  // Before a question or a complaint without an account: what the server may want proved goes along as a cookie, for a minute.
  const proved = async () => {
    const proof = token ? "" : await huizhaoProof.wanted("api/proof");
    if (proof) document.cookie = `huizhao-proof=${encodeURIComponent(proof)};path=/;max-age=60;samesite=strict`;
  };

  return { clicked, proved, signedHeaders, remember, follow, reveal, settle, photos };
})();
