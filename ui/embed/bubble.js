// One line on another site, <script src="https://…/embed.js" async></script>, puts a bubble there that opens the assistant.
(() => {
  const script = document.currentScript;
  if (!script || document.getElementById("huizhao-bubble")) return;
  const address = new URL("embed", script.src);
  const { lang = "", label = lang === "en" ? "Ask about investing here" : "招商咨询", side = "right", color = "#1f5a8c", theme = "" } = script.dataset;
  if (lang) address.searchParams.set("lang", lang);
  if (theme) address.searchParams.set("theme", theme);

  const edge = side === "left" ? "left" : "right";
  const button = document.createElement("button");
  button.id = "huizhao-bubble";
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-expanded", "false");
  button.style.cssText = `position:fixed;${edge}:20px;bottom:20px;z-index:2147483000;border:0;border-radius:24px;padding:12px 20px;background:${color};color:#fff;font:600 15px/1.4 -apple-system,"PingFang SC","Microsoft YaHei",sans-serif;box-shadow:0 6px 20px rgba(0,0,0,.25);cursor:pointer`;

  let frame = null;
  const layOut = () => {
    const narrow = window.innerWidth < 520;
    const place = narrow ? "inset:0 0 72px 0;width:100%;height:calc(100% - 72px)" : `${edge}:20px;bottom:76px;width:400px;height:min(620px,calc(100vh - 100px));border-radius:12px`;
    frame.style.cssText = `position:fixed;${place};z-index:2147483000;border:0;background:transparent;box-shadow:0 12px 40px rgba(0,0,0,.28)`;
  };
  const toggle = (open) => {
    if (open && !frame) { // nothing is loaded before somebody wants it
      frame = document.createElement("iframe");
      frame.title = label;
      frame.src = address.href;
      frame.allow = "clipboard-write";
      document.body.append(frame);
      window.addEventListener("resize", () => frame.hidden || layOut());
    }
    if (frame) {
      frame.hidden = !open;
      if (open) layOut();
      else frame.style.display = "none";
    }
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "×" : label;
    button.setAttribute("aria-label", label);
    if (open) frame.focus();
    else button.focus();
  };
  button.onclick = () => toggle(button.getAttribute("aria-expanded") !== "true");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") toggle(false);
  });
  window.addEventListener("message", (event) => {
    if (event.origin === address.origin && event.source === frame?.contentWindow && event.data === "huizhao-close") toggle(false);
  });
  document.body.append(button);
})();
