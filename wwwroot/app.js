// What a page does for itself, with or without a circuit: local times, the theme switch, copying, and the key that leads to the search field.
// It runs before the first paint, so that times do not jump.
(() => {
  // What only scripts make true is not said where none run.
  document.documentElement.dataset.scripts = "";

  const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const calendar = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

  // The server writes times in UTC. Only the text node's data is changed: Blazor keeps hold of the node.
  function localize(time) {
    if (!time.dateTime) return;
    const at = new Date(time.dateTime);
    const day = calendar.format(at);
    const beside = time.dataset.local ? new Date(time.dataset.local) : new Date();
    const words = day === calendar.format(beside) ? clock.format(at) : `${day}, ${clock.format(at)}`;
    if (!time.firstChild) time.append(words);
    else if (time.firstChild.data !== words) time.firstChild.data = words;
  }

  const localizeAll = () => document.querySelectorAll("time[data-local]").forEach(localize);

  // Single keys are in the way of those who speak to their browser, and of hands that slip.
  const KeysOff = "registry-keys-off";

  // Browsers that keep nothing for a page may not even be asked.
  function keysAreOff() {
    try {
      return localStorage.getItem(KeysOff) !== null;
    } catch {
      return false;
    }
  }

  function switchKeys(on) {
    if (on) localStorage.removeItem(KeysOff);
    else localStorage.setItem(KeysOff, "");
    say(on ? "Single keys are on" : "Single keys are off");
  }

  // A circuit that takes a page over draws its switch anew.
  const showKeys = () => document.querySelectorAll("[data-keys-switch]").forEach((box) => (box.checked = !keysAreOff()));

  function keepUp() {
    localizeAll();
    showKeys();
  }

  new MutationObserver(keepUp).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ["datetime"] });

  const say = (words) => (document.getElementById("announcer").textContent = words);

  // A choice that equals the system's is no choice: the page follows the system again.
  function switchTheme() {
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
    const path = new URL(document.baseURI).pathname;
    if (next === system) delete root.dataset.theme;
    else root.dataset.theme = next;
    document.cookie = `theme=${next}; path=${path}; samesite=lax; max-age=${next === system ? 0 : 31536000}`;
    say(next === "dark" ? "Dark colours" : "Light colours");
  }

  // Browsers keep the clipboard from pages served over plain HTTP; selecting and copying the old way still works there.
  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    if (!copied) throw new Error("The browser did not copy.");
  }

  async function copyFrom(button) {
    try {
      await copy(button.dataset.copy);
      button.dataset.copied = "";
      say("Copied");
      setTimeout(() => delete button.dataset.copied, 2000);
    } catch {
      say("The browser did not allow copying. Select the text instead.");
    }
    button.focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-switch], [data-copy], [data-reload]");
    if (!button) return;
    if ("themeSwitch" in button.dataset) switchTheme();
    else if ("copy" in button.dataset) copyFrom(button);
    else location.reload();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) switchKeys(event.target.checked);
  });

  // A slash leads to the search field, unless it is being typed somewhere.
  document.addEventListener("keydown", (event) => {
    if (keysAreOff() || event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const field = document.querySelector("[data-search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  document.addEventListener("DOMContentLoaded", keepUp);
})();
