// Keys of the operators' pages. They press what is on the page, so that whatever a key does can be done, and is explained, without it.
(() => {
  const Off = "registry-keys-off";
  let awaitingPlace = false;
  const places = { j: "admin/jobs", f: "admin/failures", o: "admin", q: "admin/queues" };

  const isOff = () => localStorage.getItem(Off) !== null;
  const isTyping = (element) => element?.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  const links = () => [...document.querySelectorAll("[data-job-link]")];
  const currentRow = () => document.activeElement?.closest("[data-job]");

  function move(step) {
    const all = links();
    const at = all.indexOf(currentRow()?.querySelector("[data-job-link]"));
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    next?.focus();
    next?.closest("tr").scrollIntoView({ block: "nearest" });
  }

  // The row's own box takes the click and with it the shift key.
  function select(range) {
    const box = currentRow()?.querySelector("input[type=checkbox]");
    box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: range }));
  }

  // Selecting is a round trip: the button can be pressed once it has become possible.
  function retry() {
    const button = document.querySelector("[data-key-retry]");
    if (!button) return;
    if (!button.disabled) return button.click();
    if (!currentRow() || currentRow().classList.contains("selected")) return;
    const enabled = new MutationObserver(() => {
      if (button.disabled) return;
      enabled.disconnect();
      button.click();
    });
    enabled.observe(button, { attributeFilter: ["disabled"] });
    setTimeout(() => enabled.disconnect(), 3000);
    select(false);
  }

  function showHelp() {
    const help = document.getElementById("keys");
    help.querySelector("[data-keys-switch]").checked = !isOff();
    help.showModal();
  }

  function press(event) {
    if (awaitingPlace) {
      awaitingPlace = false;
      const place = places[event.key];
      if (place) location.assign(new URL(place, document.baseURI));
      return Boolean(place);
    }
    switch (event.key) {
      case "/": {
        const filter = document.querySelector("[data-key-filter]");
        filter?.focus();
        return Boolean(filter);
      }
      case "j": move(1); return true;
      case "k": move(-1); return true;
      case "x": select(false); return true;
      case "X": select(true); return true;
      case "r": retry(); return true;
      case "g": awaitingPlace = true; return true;
      case "?": showHelp(); return true;
      default: return false;
    }
  }

  // These pages follow one another without a load, and the link to the content stays that of the first one.
  function correctSkipLink() {
    const link = document.querySelector(".skip-link");
    const here = `${location.href.split("#")[0]}#main`;
    if (link && link.href !== here) link.href = here;
  }

  // At once: the next key may be pressed before the server could ask for it.
  let focused = null;
  function giveFocus() {
    const asks = document.querySelector("[data-takes-focus]");
    if (asks && asks !== focused) asks.focus();
    focused = asks;
  }

  new MutationObserver(() => {
    correctSkipLink();
    giveFocus();
  }).observe(document.documentElement, { subtree: true, childList: true, characterData: true });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (isOff() || document.querySelector("dialog[open]")) return;
    if (press(event)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) showHelp();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys-switch]")) return;
    if (event.target.checked) localStorage.removeItem(Off);
    else localStorage.setItem(Off, "");
  });
})();
