// A question can be typed before the page is there: its own box takes it over, and it is sent if it was sent here.
window.huizhaoFirst = (() => {
  const first = document.getElementById("hz-first");
  const form = first.querySelector("form");
  const box = form?.querySelector("textarea");
  let shown = false; // the page is there
  let ready = false; // and has been told who is looking
  let sent = false;
  let composing = false;

  const send = () => {
    if (!ready || !sent || first.isConnected) return;
    sent = false;
    setTimeout(() => document.querySelector("#question .submit-button")?.click(), 0);
  };

  // A word that an input method has not finished yet is finished here.
  const leave = () => {
    if (!shown || composing || !first.isConnected) return;
    const [typed, at, focused] = [box?.value, box?.selectionStart, box === document.activeElement];
    first.remove();
    const field = document.querySelector("#question textarea");
    if (!field || !(typed || focused)) return;
    if (typed) {
      field.value = typed;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    field.focus();
    field.setSelectionRange(at, at);
    send();
  };

  box?.addEventListener("compositionstart", () => { composing = true; });
  box?.addEventListener("compositionend", () => { composing = false; setTimeout(leave, 0); });
  box?.addEventListener("input", () => { sent = false; form.classList.remove("is-sent"); });
  box?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    sent = Boolean(box.value.trim());
    form.classList.toggle("is-sent", sent);
  });
  window.addEventListener("huizhao-arrived", () => {
    ready = true;
    send();
  });
  return { leave: () => { shown = true; leave(); } };
})();
