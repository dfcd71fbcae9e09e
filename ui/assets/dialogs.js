// Keys and screen readers: Esc closes what lies on top, the focus goes into a dialog, stays there, and comes back to what opened it.
(() => {
  const SCREENS = {
    "login-screen": { close: "#cancel-login", title: "login-title" },
    "account-screen": { close: "#close-account", title: "account-title" },
  };
  let opener = null; // how to find again what was pressed: the server may have drawn it anew
  const seen = (element) => element?.getClientRects().length > 0;
  const top = () => [...document.querySelectorAll("#login-screen, #account-screen, .hz-viewer")].filter(seen).pop();

  const find = () => {
    if (!opener) return null;
    if (opener.element.isConnected) return opener.element;
    return [...document.querySelectorAll(`[data-act="${opener.data.act}"]`)]
      .find((one) => Object.entries(opener.data).every(([name, value]) => one.dataset[name] === value));
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-act]");
    if (pressed && pressed.dataset.act !== "close") opener = { element: pressed, data: { ...pressed.dataset } };
  }, true);

  const close = (element) => {
    if (SCREENS[element.id]) element.querySelector(SCREENS[element.id].close)?.click();
    else element.querySelector("[data-act=close]")?.click();
  };

  document.addEventListener("keydown", (event) => {
    const dialog = top();
    if (!dialog) return;
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) close(dialog);
    if (event.key !== "Tab" || !SCREENS[dialog.id]) return;
    const fields = [...dialog.querySelectorAll("input, textarea, button, a[href]")].filter(seen);
    const [first, last] = [fields[0], fields[fields.length - 1]];
    if (event.shiftKey ? document.activeElement === first : document.activeElement === last) {
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  });

  // Gradio says in English alone that the connection is lost, and heads what we tell with a word of its own.
  const translate = () => {
    const words = document.querySelector(".hz-header")?.dataset;
    if (!words) return;
    const said = { "Connection Lost": words.lost, "Connection to the server was lost. Attempting reconnection...": words.lostHint, Info: words.told, Warning: words.warned, Error: words.failed };
    for (const part of document.querySelectorAll(".toast-wrap *")) {
      if (!part.children.length && said[part.textContent.trim()]) part.textContent = said[part.textContent.trim()];
    }
  };

  // Names that Gradio's own controls lack, or that say something else than what stands on them.
  const name = () => {
    const words = document.querySelector(".hz-header")?.dataset;
    document.querySelectorAll("button.calendar").forEach((one) => { if (words) one.setAttribute("aria-label", words.day); });
    document.querySelectorAll("button.upload-container[aria-label], .upload-container [aria-label]").forEach((one) => one.removeAttribute("aria-label"));
  };

  let was = null;
  const look = () => {
    for (const [id, { title }] of Object.entries(SCREENS)) {
      const screen = document.getElementById(id);
      if (!seen(screen) || screen.hasAttribute("role")) continue;
      for (const [name, value] of Object.entries({ role: "dialog", "aria-modal": "true", "aria-labelledby": title })) screen.setAttribute(name, value);
    }
    const now = top();
    if (now === was || (was && now && now.className === was.className && now.id === was.id && !was.isConnected)) {
      was = now;
      return;
    }
    const closed = was && !now;
    if (now && SCREENS[now.id]) now.querySelector("input, textarea")?.focus();
    else if (closed && (!document.activeElement || document.activeElement === document.body)) find()?.focus();
    was = now;
  };
  let waiting = 0;
  new MutationObserver(() => {
    if (!waiting) waiting = setTimeout(() => { waiting = 0; look(); translate(); name(); }, 60);
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["class", "style"] });
})();
