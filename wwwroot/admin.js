// Keys of the operators' pages. They press what is on the page, so that whatever a key does can be done, and is explained, without it.
// app.js keeps whether they are wanted.
(() => {
  const Off = "registry-keys-off";
  const Patience = 1500;
  let awaitingPlace = 0;
  const places = { j: "admin/jobs", f: "admin/failures", o: "admin", q: "admin/queues" };

  const isOff = () => localStorage.getItem(Off) !== null;
  const isTyping = (element) => element?.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  const links = () => [...document.querySelectorAll("[data-job-link]")];
  const currentRow = () => document.activeElement?.closest("[data-job]");

  // On the page of a job its neighbours are links.
  function move(step) {
    const all = links();
    if (all.length === 0) return document.querySelector(step > 0 ? "[data-key-next]" : "[data-key-previous]")?.click();
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
    document.getElementById("keys").showModal();
  }

  // Whoever has pressed the first key and gone on to something else means the next one for itself.
  function awaitPlace(patience) {
    clearTimeout(awaitingPlace);
    awaitingPlace = patience && setTimeout(() => (awaitingPlace = 0), patience);
  }

  function press(event) {
    if (awaitingPlace) {
      awaitPlace(0);
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
      case "g": awaitPlace(Patience); return true;
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

  // Where a reader was in a list of jobs. The server keeps its part of it here under the list's filter, and asks for it once it has drawn the
  // list; then the window is put where it was. Only who returns from a job, steps back or reloads finds their place again.
  const Place = "registry-place:";
  const Top = "registry-top:";
  const jobIn = (url) => new URL(url).pathname.match(/\/admin\/jobs\/(\d+)$/)?.[1];
  let here = location.href;
  let stepped = false;
  let lastJob = document.referrer ? jobIn(document.referrer) : undefined;
  let returns = Boolean(lastJob) || ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type);
  let list = null;
  let placed = false;

  function follow() {
    if (location.href === here) return;
    lastJob = jobIn(here);
    returns = stepped || Boolean(lastJob);
    [here, list, placed, stepped] = [location.href, null, false, false];
  }

  function putBack() {
    if (placed || list === null || document.querySelector("[data-placed]")?.dataset.placed !== list) return;
    placed = true;
    if (!returns) return sessionStorage.removeItem(Top + list);
    const top = Number(sessionStorage.getItem(Top + list));
    const link = lastJob && links().find((each) => jobIn(each.href) === lastJob);
    requestAnimationFrame(() => {
      link?.focus({ preventScroll: true });
      window.scrollTo(0, top);
      link?.closest("tr").scrollIntoView({ block: "nearest" });
    });
  }

  window.registryPlace = {
    keep: (name, place) => sessionStorage.setItem(Place + name, place),
    recall(name) {
      follow();
      // Another circuit has taken over the same page.
      returns ||= list === name;
      [list, placed] = [name, false];
      return returns ? sessionStorage.getItem(Place + name) : null;
    },
  };

  window.addEventListener("popstate", () => (stepped = true));
  document.addEventListener("scroll", () => {
    if (placed && location.href === here) sessionStorage.setItem(Top + list, window.scrollY);
  }, { passive: true });

  new MutationObserver(() => {
    follow();
    putBack();
    correctSkipLink();
    giveFocus();
  }).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributeFilter: ["data-placed"] });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (isOff() || document.querySelector("dialog[open]")) return;
    if (press(event)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) showHelp();
  });
})();
