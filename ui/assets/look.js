// The box for files speaks the page's language, not the browser's.
Object.defineProperty(navigator, "language", { configurable: true, get: () => {
  try { return localStorage.getItem("huizhao-language") ?? "zh-CN"; } catch { return "zh-CN"; }
} });

// Light or dark, and how large: as the reader chose, else as his system has it. Set before anything is drawn.
window.huizhaoLook = (() => {
  const KEY = "huizhao-look";
  const SIZES = ["", "hz-large", "hz-larger"];
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;

  const chosen = () => {
    try { return { theme: "auto", size: 0, ...JSON.parse(localStorage.getItem(KEY)) }; } catch { return { theme: "auto", size: 0 }; }
  };

  const show = () => {
    const { theme, size } = chosen();
    const isDark = theme === "dark" || (theme === "auto" && dark.matches);
    root.classList.toggle("hz-dark", isDark);
    SIZES.forEach((name, number) => name && root.classList.toggle(name, number === size));
    if (document.body && document.body.classList.contains("dark") !== isDark) document.body.classList.toggle("dark", isDark);
    document.querySelectorAll("[data-look]").forEach((button) => {
      const [what, value] = button.dataset.look.split(":");
      const pressed = String(String(what === "size" ? size : theme) === value);
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    });
  };

  const choose = (button) => {
    const [what, value] = button.dataset.look.split(":");
    localStorage.setItem(KEY, JSON.stringify({ ...chosen(), [what]: what === "size" ? Number(value) : value }));
    show();
  };

  dark.addEventListener("change", show);
  window.addEventListener("storage", (event) => { if (event.key === KEY) show(); });
  // The framework has a class of its own for dark pages, and the header is drawn anew.
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(show).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
    show();
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll(".hz-look[open], .hz-files-menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  window.addEventListener("beforeprint", () => root.classList.remove("hz-dark", "hz-large", "hz-larger"));
  window.addEventListener("afterprint", show);
  show();
  return { choose };
})();
