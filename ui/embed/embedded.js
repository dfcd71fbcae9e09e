(() => {
  const words = document.body.dataset;
  const thread = document.getElementById("thread");
  const form = document.querySelector("form");
  const box = form.querySelector("textarea");
  const send = form.querySelector("button");
  const KEPT = "huizhao-embedded";
  const kept = (() => { try { return JSON.parse(sessionStorage.getItem(KEPT)) ?? {}; } catch { return {}; } })();
  const keep = (change) => { Object.assign(kept, change); try { sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* the site allows no storage */ } };

  const make = (name, className, text) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // A row of a table has no page of its own: its source is named, not linked.
  const linked = (citation, text) => {
    const link = make(citation.row == null ? "a" : "span", "", text);
    if (citation.row == null) Object.assign(link, { href: hrefOf(citation), target: "_blank" });
    link.title = citation.label;
    return link;
  };
  const hrefOf = (citation) => `p/${encodeURIComponent(citation.source_id)}${citation.clause ? `#${encodeURIComponent(citation.clause)}` : ""}`;

  // Words of an answer, its [n] as links to what they cite.
  const written = (parent, text, citations) => {
    for (const line of text.split("\n").filter((one) => one.trim())) {
      const paragraph = make("p");
      for (const part of line.split(/(\[\d{1,3}\]|\*\*[^*\n]+\*\*)/)) {
        const cited = /^\[(\d{1,3})\]$/.exec(part);
        const citation = cited && citations.find((one) => String(one.number) === cited[1]);
        if (citation) {
          const mark = make("sup");
          mark.append(linked(citation, cited[1]));
          paragraph.append(mark);
        } else if (/^\*\*.+\*\*$/.test(part)) paragraph.append(make("strong", "", part.slice(2, -2)));
        else paragraph.append(part);
      }
      parent.append(paragraph);
    }
  };

  const show = (element, answer) => {
    element.replaceChildren();
    if (answer.notice) element.append(make("p", "notice", answer.notice));
    written(element, answer.text, answer.citations ?? []);
    if (answer.model) element.append(make("p", "by-model", words.byModel));
    if (answer.table) {
      const rows = make("div", "rows");
      const table = make("table");
      table.append(make("caption", "", words.rows.replace("{total}", answer.table.total).replace("{shown}", answer.table.rows.length)));
      const line = (cells, name) => {
        const row = make("tr");
        cells.forEach((cell) => row.append(make(name, "", cell)));
        return row;
      };
      table.append(line(answer.table.columns, "th"), ...answer.table.rows.map((row) => line(row, "td")));
      rows.append(table);
      element.append(rows);
    }
    if (!answer.citations?.length) return;
    const sources = make("ul", "sources");
    for (const citation of answer.citations) {
      const item = make("li");
      item.append(linked(citation, `[${citation.number}] ${citation.label}`));
      if (citation.status && citation.status !== "现行有效") item.append(" ", make("em", "", citation.status));
      sources.append(item);
    }
    element.append(sources);
  };

  const events = async function* (response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += value.replaceAll("\r\n", "\n");
      for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
        const lines = rest.slice(0, end).split("\n");
        rest = rest.slice(end + 2);
        const name = lines.find((one) => one.startsWith("event:"))?.slice(6).trim() ?? "message";
        const data = lines.filter((one) => one.startsWith("data:")).map((one) => one.slice(5).trimStart()).join("\n");
        if (data) yield [name, JSON.parse(data)];
      }
    }
  };

  const problem = (element, text, question) => {
    element.append(make("p", "problem", text));
    if (!box.value) box.value = question; // nothing that was typed is lost
  };

  const ask = async (question) => {
    document.querySelector(".examples")?.remove();
    thread.append(make("div", "question", question));
    const element = make("article", "answer", words.thinking);
    thread.append(element);
    element.scrollIntoView({ block: "end" });
    send.disabled = true;
    let text = "";
    let citations = [];
    let answered = false;
    try {
      const body = JSON.stringify({ question, ...(kept.conversation ? { conversation_id: kept.conversation } : {}) });
      const proof = await huizhaoProof.wanted("api/proof");
      const headers = { "Content-Type": "application/json", Accept: "text/event-stream", ...(proof ? { "X-Proof-Of-Work": proof } : {}) };
      const response = await fetch("api/chat", { method: "POST", headers, body, credentials: "omit" });
      if (!response.ok) {
        const told = await response.json().catch(() => null);
        if (response.status === 404) keep({ conversation: "" });
        throw new Error(told?.error?.message ?? words.failed);
      }
      for await (const [name, data] of events(response)) {
        if (name === "sentence") {
          text += data.text;
          citations = citations.concat(data.citations ?? []);
          show(element, { text, citations });
        } else if (name === "answer") {
          answered = true;
          keep({ conversation: data.conversation_id, draft: "" });
          show(element, data);
        } else if (name === "error") throw new Error(data.error.message);
      }
      if (!answered) throw new Error(words.failed);
    } catch (error) {
      if (!text) element.replaceChildren();
      problem(element, error instanceof TypeError ? words.failed : error.message, question);
    } finally {
      send.disabled = false;
      box.focus();
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = box.value.trim();
    if (!question || send.disabled) return;
    box.value = "";
    ask(question);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  box.addEventListener("input", () => keep({ draft: box.value }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && window.parent !== window) window.parent.postMessage("huizhao-close", "*");
  });
  document.querySelectorAll(".examples button").forEach((button) => button.addEventListener("click", () => ask(button.textContent)));

  if (kept.draft) box.value = kept.draft;
  if (kept.conversation) {
    fetch(`api/conversations/${encodeURIComponent(kept.conversation)}`, { credentials: "omit" })
      .then((response) => (response.ok ? response.json() : null))
      .then((conversation) => {
        if (!conversation?.exchanges.length) return;
        document.querySelector(".examples")?.remove();
        for (const exchange of conversation.exchanges) {
          const element = make("article", "answer");
          thread.append(make("div", "question", exchange.question), element);
          show(element, exchange.answer);
        }
      }, () => {});
  }
})();
