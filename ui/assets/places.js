// Addresses: what is in view has one, and an address brings back what was in view. What is open tells its own (data-address); what a reload
// or the way back needs besides, and what nobody else may read from an address, is kept in the browser's history (data-kept).
window.huizhao.places = (() => {
  const SETTLE_MS = 80;
  const SLEPT_MS = 6 * 3600 * 1000;
  const root = new URL(document.baseURI).pathname;
  let moving = true; // the server has been asked for a place and has not answered
  let next = null;
  let waiting = 0;
  let seenAt = Date.now();
  let asked = window.location.href; // the address that was gone to last
  let wanted = ""; // one that nobody but an account sees, until somebody signs in

  const shown = (element) => element.getClientRects().length > 0;
  const within = (area, selector) => [...area.querySelectorAll(selector)].filter(shown);
  const path = () => `/${window.location.pathname.slice(root.length)}`;

  const here = () =>
    JSON.stringify({
      path: path(),
      query: window.location.search,
      fragment: window.location.hash,
      kept: window.history.state?.kept ?? {},
    });

  // What is in view, as far as the server has drawn it.
  const inView = () => {
    const header = document.querySelector(".hz-header");
    const area = document.querySelector(".hz-page-body:not(.is-away)");
    if (!header || !area) return null;
    const open = within(area, "[data-address]").pop();
    const kept = Object.assign({}, ...[...area.querySelectorAll("[data-kept]")].filter((one) => shown(one) || one.matches("ol"))
      .map((one) => JSON.parse(one.dataset.kept)));
    const titled = open ?? within(area, "[data-title]").pop();
    return {
      address: (open?.dataset.address ?? header.dataset.home).replace(/^\//, ""),
      title: [titled?.dataset.title, titled ? "" : header.dataset.title, header.dataset.product].filter(Boolean).join(" · "),
      kept,
    };
  };

  // On a phone the pages' buttons are wider than the window: the one in view is seen.
  const reveal = (button) => {
    const line = button.parentElement;
    const [from, to] = [button.offsetLeft - line.offsetLeft, button.offsetLeft - line.offsetLeft + button.offsetWidth];
    if (from < line.scrollLeft || to > line.scrollLeft + line.clientWidth) line.scrollLeft = from - (line.clientWidth - button.offsetWidth) / 2;
  };

  const sync = () => {
    waiting = 0;
    const view = moving ? null : inView();
    if (!view) return;
    document.title = view.title;
    document.querySelectorAll(".hz-nav [aria-current], .hz-tabs [aria-current]").forEach(reveal);
    const target = new URL(view.address, document.baseURI);
    const same = target.pathname === window.location.pathname && target.search === window.location.search;
    if (same) target.hash = window.location.hash;
    const before = window.history.state?.kept ?? {};
    if (same && JSON.stringify(before) === JSON.stringify(view.kept)) return;
    const another = !same || (before.conversation && before.conversation !== view.kept.conversation);
    window.history[another ? "pushState" : "replaceState"]({ kept: view.kept }, "", target);
  };

  // At the start there is nothing to wait for but the page itself.
  const isStart = () => path() === "/" && !window.location.search && !window.history.state?.kept?.conversation;

  const later = () => {
    if (moving && isStart() && document.querySelector(".hz-header") && document.querySelector("#question textarea")) window.huizhaoFirst?.leave();
    if (!waiting) waiting = setTimeout(sync, SETTLE_MS);
  };


  const arrived = () => {
    requestAnimationFrame(() => setTimeout(() => {
      moving = false;
      if (next) {
        const run = next;
        next = null;
        travel(run);
        return;
      }
      window.huizhaoFirst?.leave();
      sync();
      if (asked && new URL(asked).pathname !== window.location.pathname) wanted = asked;
      window.dispatchEvent(new Event("huizhao-arrived"));
    }, SETTLE_MS));
  };

  // Events come from buttons inside gr.HTML: one that nobody sees stands for the browser's own way back, and for links.
  const visited = () => {
    const header = document.querySelector("#header .hz-header");
    if (!header) return;
    asked = window.location.href;
    const button = document.createElement("button");
    Object.assign(button.dataset, { act: "visit", place: here() });
    button.hidden = true;
    header.append(button);
    button.click();
    button.remove();
  };

  // One way at a time: whoever clicks faster than the server answers means the last click.
  const travel = (run) => {
    if (moving) {
      next = run;
      return;
    }
    moving = true;
    asked = "";
    run();
  };
  const visit = () => travel(visited);

  const go = (url) => {
    window.history.pushState({ kept: {} }, "", url);
    visit();
  };

  // The clause that was gone to belongs to the address.
  const atClause = (name) => {
    if (moving || !name) return;
    const target = new URL(window.location.href);
    target.hash = name;
    window.history.replaceState(window.history.state, "", target);
  };

  const contents = () => {
    const area = document.querySelector(".hz-page-body:not(.is-away)");
    if (area) area.tabIndex = -1;
    return area;
  };

  const isOurs = (url) =>
    url.origin === window.location.origin && /^([pboca]\/[^/]+|[a-z]+|)$/.test(url.pathname.slice(root.length)) && !/^(docs|healthz|readyz|embed|mcp)$/.test(url.pathname.slice(root.length));

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.target || link.hasAttribute("download")) return;
    const written = link.getAttribute("href");
    if (written.startsWith("#")) { // the base of addresses is our root, not the address in view
      event.preventDefault();
      const target = written === "#hz-content" ? contents() : document.getElementById(decodeURIComponent(written.slice(1)));
      const folded = target?.closest("details");
      if (folded) folded.open = true;
      target?.scrollIntoView({ block: "nearest" });
      target?.focus?.();
      return;
    }
    const url = new URL(link.href);
    if (!isOurs(url)) return;
    event.preventDefault();
    go(url);
  });

  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-act=goto]")) wanted = ""; }, true);
  window.addEventListener("popstate", visit);
  new MutationObserver(later).observe(document, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["class", "data-address", "data-kept", "aria-current"],
  });

  // What the server keeps of a page ends after half a day: one that slept for long is made anew, at its place and with its drafts.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) seenAt = Date.now();
    else if (Date.now() - seenAt > SLEPT_MS) window.location.reload();
  });

  // A session that expired takes the view away: signing in brings back what was looked at.
  const expired = () => { wanted = window.location.href; };
  const signedIn = () => {
    if (!wanted) return;
    const address = wanted;
    wanted = "";
    moving = true;
    window.history.pushState({ kept: {} }, "", address);
    setTimeout(() => { moving = false; visit(); }, 4 * SETTLE_MS); // once what signing in draws is there
  };

  return { here, arrived, travel, atClause, expired, signedIn };
})();
